import { Duration, Stack, Token } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AccessLog, AddAlarmsOptions, Egress, IngressDeploymentAlarms, ProxyImage } from '../../../src';
import { groups, makeGroup, makeVpc, twice } from '../fixtures';
import { farStack, ingress, Kind, refused, refusedAt, Row, warned } from '../row';

const PUBLIC = 'public.ecr.aws/docker/library/nginx:1.30.7';
const numberToken = () => Token.asNumber({ Ref: 'Number' });
const textToken = () => Token.asString({ Ref: 'Text' });
const farRepository = (stack: Stack) => ecr.Repository.fromRepositoryArn(stack, 'Far', 'arn:aws:ecr:eu-west-1:111122223333:repository/nginx');
const farTopic = (stack: Stack) => new SnsAction(sns.Topic.fromTopicArn(stack, 'Far', 'arn:aws:sns:eu-west-1:111122223333:alarms'));
const cluster = (stack: Stack, props: ecs.ClusterProps = {}) => new ecs.Cluster(stack, 'Cluster', { vpc: makeVpc(stack), ...props });

const alarms = (property: keyof AddAlarmsOptions, kind: Kind, fault: string, value: unknown, message: string) =>
  refusedAt(`${/actions$/i.test(property) ? 'AddAlarmsOptions' : 'AlarmThresholds'}.${property}`, kind, fault, (stack) => ingress(stack, {}).addAlarms({ [property]: value }), message);

const watched = (property: keyof IngressDeploymentAlarms, kind: Kind, fault: string, value: unknown, message: string) =>
  refusedAt(`IngressDeploymentAlarms.${property}`, kind, fault, (stack) => ingress(stack, { deploymentAlarms: { [property]: value } }), message);

/** The image, the tasks, the cluster, the log and the alarms. */
export const PROXY: Row[] = [
  refused('image', 'contradiction', 'a registry that the tasks have no way to', () => ({ image: ProxyImage.fromRegistry(PUBLIC) }),
    '\'image\' must come from ECR with Egress.interfaceEndpoints(), because the tasks have no way to another registry, ' +
    `got '${PUBLIC}': use ProxyImage.copyOnDeploy() or ProxyImage.fromEcrRepository(), or Egress.existingRoutes()`),
  refused('image', 'contradiction', 'elsewhere than in ECR, and tasks without IPv4', () => ({ image: ProxyImage.fromRegistry(PUBLIC), egress: Egress.ipv6Only() }), '\'image\' must come from ECR with Egress.ipv6Only()'),
  refused('image', 'elsewhere', 'a repository of another Region', (stack) => ({ image: ProxyImage.fromEcrRepository(farRepository(stack)) }),
    '\'image\' must be in the Region of the stack, which is us-east-1, got \'Stack/Far\' of eu-west-1: the endpoints of ECR lead only to the registry of their Region'),
  refusedAt('ProxyImage.fromRegistry(name)', 'missing', 'not given', () => ProxyImage.fromRegistry(undefined as never), '\'name\' must be given'),
  refusedAt('ProxyImage.fromRegistry(name)', 'empty', 'no character', () => ProxyImage.fromRegistry(''), '\'name\' must be the name of an image, such as registry.example.com/nginx:1.30.7, got \'\''),
  refusedAt('ProxyImage.fromRegistry(name)', 'malformed', 'a space', () => ProxyImage.fromRegistry('nginx 1.30'), '\'name\' must be the name of an image, such as registry.example.com/nginx:1.30.7, got \'nginx 1.30\''),
  refusedAt('ProxyImage.fromRegistry(name)', 'malformed', 'a private repository of ECR', () => ProxyImage.fromRegistry('111122223333.dkr.ecr.us-east-1.amazonaws.com/nginx:1.30.7'),
    '\'name\' must be in a registry that needs no credentials, got \'111122223333.dkr.ecr.us-east-1.amazonaws.com/nginx:1.30.7\': use ProxyImage.fromEcrRepository(), which lets the tasks pull'),
  refused('ProxyImage.fromRegistry(name)', 'contradiction', 'a registry that the tasks have no way to', () => ({ image: ProxyImage.fromRegistry(PUBLIC) }), '\'image\' must come from ECR with Egress.interfaceEndpoints()'),
  refusedAt('ProxyImage.fromEcrRepository(repository)', 'missing', 'not given', () => ProxyImage.fromEcrRepository(undefined as never), '\'repository\' must be given'),
  refused('ProxyImage.fromEcrRepository(repository)', 'elsewhere', 'of another Region', (stack) => ({ image: ProxyImage.fromEcrRepository(farRepository(stack)) }), '\'image\' must be in the Region of the stack'),
  refusedAt('EcrImageOptions.tagOrDigest', 'empty', 'no character', (stack) => ProxyImage.fromEcrRepository(farRepository(stack), { tagOrDigest: '' }), '\'tagOrDigest\' must be a tag such as 1.30.7'),
  refusedAt('EcrImageOptions.tagOrDigest', 'malformed', 'with its colon', (stack) => ProxyImage.fromEcrRepository(farRepository(stack), { tagOrDigest: ':1.30.7' }), '\'tagOrDigest\' must be a tag such as 1.30.7'),
  refusedAt('CopyOnDeployOptions.tagOrDigest', 'empty', 'no character', () => ProxyImage.copyOnDeploy({ tagOrDigest: '' }), '\'tagOrDigest\' must be a tag such as 1.30.7'),
  refusedAt('CopyOnDeployOptions.tagOrDigest', 'malformed', 'a version with known holes', () => ProxyImage.copyOnDeploy({ tagOrDigest: '1.29.1' }), '\'tagOrDigest\' must name nginx 1.30.7 or 1.31.9 or newer, for its security fixes, got \'1.29.1\''),
  refusedAt('CopyOnDeployOptions.tagOrDigest', 'token', 'a token', () => ProxyImage.copyOnDeploy({ tagOrDigest: textToken() }), '\'tagOrDigest\' must be known at synth, because the tag of the copy follows from it; got a token'),
  refusedAt('CopyOnDeployOptions.source', 'empty', 'no character', () => ProxyImage.copyOnDeploy({ source: '' }), '\'source\' must be a registry and a repository without a tag'),
  refusedAt('CopyOnDeployOptions.source', 'malformed', 'with a tag', () => ProxyImage.copyOnDeploy({ source: PUBLIC }), '\'source\' must be a registry and a repository without a tag'),
  refusedAt('CopyOnDeployOptions.source', 'token', 'a token', () => ProxyImage.copyOnDeploy({ source: textToken() }), '\'source\' must be known at synth, because the tag of the copy follows from it; got a token'),
  refused('CopyOnDeployOptions.repository', 'elsewhere', 'of another Region', (stack) => ({ image: ProxyImage.copyOnDeploy({ repository: farRepository(stack) }) }),
    '\'repository\' must be in the Region of the stack, which is us-east-1, got \'Stack/Far\' of eu-west-1: the function copies into the registry of its Region'),
  refused('CopyOnDeployOptions.repository', 'elsewhere', 'of another account', (stack) => ({
    image: ProxyImage.copyOnDeploy({ repository: ecr.Repository.fromRepositoryArn(stack, 'Other', 'arn:aws:ecr:us-east-1:444455556666:repository/nginx') }),
  }), '\'repository\' must be in the account of the stack, which is 111122223333, got \'Stack/Other\' of 444455556666: the function copies into the registry of its account'),
  refusedAt('BuildOnDeployOptions.dockerfile', 'empty', 'no character', () => ProxyImage.buildOnDeploy({ dockerfile: '' }), '\'dockerfile\' must be the text of a Dockerfile, with a FROM instruction, and not its path'),
  refusedAt('BuildOnDeployOptions.dockerfile', 'malformed', 'FROM inside another instruction', () => ProxyImage.buildOnDeploy({ dockerfile: 'RUN echo FROM nginx' }), '\'dockerfile\' must be the text of a Dockerfile, with a FROM instruction, and not its path'),
  refusedAt('BuildOnDeployOptions.dockerfile', 'malformed', 'its path', () => ProxyImage.buildOnDeploy({ dockerfile: './Dockerfile' }), '\'dockerfile\' must be the text of a Dockerfile, with a FROM instruction, and not its path'),
  refusedAt('BuildOnDeployOptions.dockerfile', 'token', 'a token', () => ProxyImage.buildOnDeploy({ dockerfile: textToken() }), '\'dockerfile\' must be known at synth, because the tag of the image follows from it; got a token'),
  refusedAt('BuildOnDeployOptions.revision', 'token', 'a token', () => ProxyImage.buildOnDeploy({ revision: textToken() }), '\'revision\' must be known at synth, because the tag of the image follows from it; got a token'),
  refusedAt('ProxyImage.fromAsset(directory)', 'missing', 'not given', () => ProxyImage.fromAsset(undefined as never), '\'directory\' must be given'),
  refused('ProxyImage.fromAsset(directory)', 'empty', 'no character', () => ({ image: ProxyImage.fromAsset('') }), 'Cannot find'),
  refused('ProxyImage.fromAsset(directory)', 'malformed', 'no folder', () => ({ image: ProxyImage.fromAsset('./nowhere') }), 'Cannot find'),

  refused('cpu', 'malformed', 'none that Fargate has', () => ({ cpu: 300 }), '\'cpu\' and \'memoryLimitMiB\' must be a size that Fargate has, got cpu=300 and memoryLimitMiB=2048; cpu may be 256, 512'),
  refused('cpu', 'contradiction', 'too many for the memory', () => ({ cpu: 4096 }), '\'cpu\' and \'memoryLimitMiB\' must be a size that Fargate has, got cpu=4096 and memoryLimitMiB=2048; with cpu=4096 memoryLimitMiB may be 8192'),
  refused('cpu', 'token', 'a token', () => ({ cpu: numberToken() }), '\'cpu\' must be known at synth, because the proxy\'s workers and limits follow from it; got a token'),
  refused('memoryLimitMiB', 'malformed', 'none that Fargate has', () => ({ memoryLimitMiB: 2000 }), '\'cpu\' and \'memoryLimitMiB\' must be a size that Fargate has, got cpu=512 and memoryLimitMiB=2000'),
  refused('memoryLimitMiB', 'contradiction', 'too much for the CPU units', () => ({ memoryLimitMiB: 8192 }), '\'cpu\' and \'memoryLimitMiB\' must be a size that Fargate has, got cpu=512 and memoryLimitMiB=8192'),
  refused('memoryLimitMiB', 'token', 'a token', () => ({ memoryLimitMiB: numberToken() }), '\'memoryLimitMiB\' must be known at synth'),
  refused('minTasks', 'malformed', 'none', () => ({ minTasks: 0 }), '\'minTasks\' must be a whole number between 1 and 5000, got 0'),
  refused('minTasks', 'contradiction', 'more than the most', () => ({ minTasks: 10 }), '\'maxTasks\' must be at least \'minTasks\', got maxTasks=9 and minTasks=10'),
  refused('minTasks', 'quota', 'more than a service may have', () => ({ minTasks: 5001 }), '\'minTasks\' must be a whole number between 1 and 5000, got 5001'),
  refused('maxTasks', 'malformed', 'half a task', () => ({ maxTasks: 9.5 }), '\'maxTasks\' must be a whole number between 1 and 5000, got 9.5'),
  refused('maxTasks', 'contradiction', 'fewer than the least', () => ({ maxTasks: 2 }), '\'maxTasks\' must be at least \'minTasks\', got maxTasks=2 and minTasks=3'),
  refused('maxTasks', 'quota', 'more than a service may have', () => ({ maxTasks: 5001 }), '\'maxTasks\' must be a whole number between 1 and 5000, got 5001'),
  refused('targetCpuUtilizationPercent', 'malformed', 'more than all', () => ({ targetCpuUtilizationPercent: 101 }), '\'targetCpuUtilizationPercent\' must be a whole number between 1 and 100, got 101'),
  refused('targetConnectionsPerTask', 'malformed', 'none', () => ({ targetConnectionsPerTask: 0 }), '\'targetConnectionsPerTask\' must be a whole number of at least 1, got 0'),
  refused('targetConnectionsPerTask', 'contradiction', 'more than a task takes on', () => ({ targetConnectionsPerTask: 100_000 }),
    'the connections that a task of this size takes on, got 100000: a higher target is never reached; choose a larger task or a lower target'),
  refused('targetConnectionsPerTask', 'contradiction', 'a cluster without Container Insights', (stack) => ({
    targetConnectionsPerTask: 100,
    cluster: cluster(stack, { enableFargateCapacityProviders: true, containerInsightsV2: ecs.ContainerInsights.DISABLED }),
  }), '\'cluster\' must have Container Insights with \'targetConnectionsPerTask\', got \'Stack/Cluster\', where they are off'),
  warned('targetConnectionsPerTask', 'contradiction', 'a cluster that leaves Container Insights to the account', (stack) => {
    const made = cluster(stack, { enableFargateCapacityProviders: true });
    return { vpc: made.vpc, targetConnectionsPerTask: 100, cluster: made };
  }, 'containerInsights'),
  refused('scalingCooldown', 'malformed', 'half a second', () => ({ scalingCooldown: Duration.millis(500) }), '\'scalingCooldown\' must be a whole number of seconds, got 0.5'),
  refused('scalingCooldown', 'token', 'a token', () => ({ scalingCooldown: Duration.minutes(numberToken()) }), '\'scalingCooldown\' must be known at synth, because CDK converts no unit of a token; got a token'),
  refused('idleTimeout', 'token', 'a token', () => ({ idleTimeout: Duration.minutes(numberToken()) }), '\'idleTimeout\' must be known at synth, because the proxy waits as long as the load balancer; got a token'),
  refused('fargateSpotPercent', 'malformed', 'more than all', () => ({ fargateSpotPercent: 101 }), '\'fargateSpotPercent\' must be a whole number between 0 and 100, got 101'),
  refused('fargateSpotPercent', 'contradiction', 'a cluster without Spot', (stack) => ({ fargateSpotPercent: 50, cluster: withProviders(stack, 'FARGATE') }),
    '\'cluster\' must have the capacity provider FARGATE_SPOT, got \'Stack/Cluster\' without: make it with enableFargateCapacityProviders: true'),
  refused('fargateSpotPercent', 'token', 'a token', () => ({ fargateSpotPercent: numberToken() }), '\'fargateSpotPercent\' must be known at synth, because it decides which capacity providers are used; got a token'),
  refused('taskSecurityGroups', 'missing', 'an entry is missing', () => ({ taskSecurityGroups: [undefined] }), '\'taskSecurityGroups[0]\' must be given'),
  refused('taskSecurityGroups', 'twice', 'the same twice', (stack) => ({ taskSecurityGroups: twice(groups(stack, 1)) }), '\'taskSecurityGroups\' must hold each entry once, got \'sg-0123456789abcdef0\' twice'),
  refused('taskSecurityGroups', 'elsewhere', 'of another VPC', (stack) => ({ taskSecurityGroups: [makeGroup(stack, 'Group', makeVpc(stack))] }),
    '\'taskSecurityGroups\' must be in the VPC of the ingress, which is \'Stack/Ingress/Network/Vpc\', got \'Stack/Group\' of another VPC'),
  refused('taskSecurityGroups', 'quota', 'more than a task takes', (stack) => ({ taskSecurityGroups: groups(stack, 5) }), '\'taskSecurityGroups\' must hold 4 security groups at most, because AWS takes 5 and one is made here, got 5'),
  refused('cluster', 'elsewhere', 'of another Region', (stack) => ({ cluster: cluster(farStack(stack), { clusterName: 'far' }) }), '\'cluster\' must be in the Region of the stack, which is us-east-1, got \'Far/Cluster\' of eu-west-1'),
  warned('cluster', 'elsewhere', 'made for another VPC', (stack) => ({ cluster: cluster(stack, { enableFargateCapacityProviders: true }) }), 'clusterOfAnotherVpc'),
  refused('cluster', 'contradiction', 'without the capacity providers of Fargate', (stack) => ({ cluster: withProviders(stack) }), '\'cluster\' must have the capacity provider FARGATE, got \'Stack/Cluster\' without'),

  refusedAt('AccessLog.sampled(percent)', 'missing', 'not given', () => AccessLog.sampled(undefined as never), '\'percent\' must be a number from 0.01 to 100 in steps of 0.01, or AccessLog.failuresOnly() be used, got undefined'),
  refusedAt('AccessLog.sampled(percent)', 'malformed', 'nothing', () => AccessLog.sampled(0), '\'percent\' must be a number from 0.01 to 100 in steps of 0.01, or AccessLog.failuresOnly() be used, got 0'),
  refusedAt('AccessLog.sampled(percent)', 'token', 'a token', () => AccessLog.sampled(numberToken()), '\'percent\' must be known at synth'),
  {
    place: 'accessLog',
    kind: 'contradiction',
    fault: 'a count of what has no line',
    message: 'AccessLog.failuresOnly()',
    make: (stack) => ingress(stack, { accessLog: AccessLog.failuresOnly() }).metricForwardedCount(),
  },
  refused('logGroup', 'elsewhere', 'of another Region', (stack) => ({ logGroup: logs.LogGroup.fromLogGroupArn(stack, 'Far', 'arn:aws:logs:eu-west-1:111122223333:log-group:edge') }),
    '\'logGroup\' must be in the Region of the stack, which is us-east-1, got \'Stack/Far\' of eu-west-1: the log driver writes to its Region'),
  ...(['logRetention', 'logGroupClass'] as const).map((prop) => refused(prop, 'contradiction', 'with an existing log group', (stack) => ({
    logGroup: new logs.LogGroup(stack, 'Log'),
    [prop]: {
      logRetention: logs.RetentionDays.ONE_DAY,
      logGroupClass: logs.LogGroupClass.STANDARD,
    }[prop],
  }), `'${prop}' must not be given with 'logGroup': they describe a new log group`)),
  refused('logGroup', 'contradiction', 'with what describes a new one', (stack) => ({ logGroup: new logs.LogGroup(stack, 'Log'), logRetention: logs.RetentionDays.ONE_DAY }), '\'logRetention\' must not be given with \'logGroup\''),
  refused('logEncryptionKey', 'elsewhere', 'of another Region', (stack) => ({ logEncryptionKey: kms.Key.fromKeyArn(stack, 'Far', 'arn:aws:kms:eu-west-1:111122223333:key/1') }),
    '\'logEncryptionKey\' must be in the Region of the stack, which is us-east-1, got \'Stack/Far\' of eu-west-1: CloudWatch Logs takes keys of its Region'),
  refused('logEncryptionKey', 'contradiction', 'a policy without CloudWatch Logs', (stack) => ({ logEncryptionKey: new kms.Key(stack, 'Key') }),
    '\'logEncryptionKey\' must let CloudWatch Logs use it, got \'Stack/Key\', whose policy does not: call key.grantEncryptDecrypt(new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`))'),
  refused('logEncryptionKey', 'contradiction', 'a key for signatures', (stack) => ({ logEncryptionKey: new kms.Key(stack, 'Key', { keySpec: kms.KeySpec.RSA_2048 }) }),
    '\'logEncryptionKey\' must be a symmetric key, got \'Stack/Key\' with the key spec RSA_2048: leave \'keySpec\' out'),
  refused('logEncryptionKey', 'contradiction', 'a policy that leaves out log groups of the ingress', (stack) => {
    const logEncryptionKey = new kms.Key(stack, 'Key');
    logEncryptionKey.addToResourcePolicy(new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('logs.us-east-1.amazonaws.com')],
      actions: ['kms:*'],
      resources: ['*'],
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:us-east-1:111122223333:log-group:Stack-*' } },
    }));
    return { logEncryptionKey };
  }, '\'logEncryptionKey\' must let CloudWatch Logs use it for each log group of the ingress, got \'Stack/Key\', whose policy leaves out \'Stack/Ingress/Proxy/InsightsLogGroup/Resource\''),
  {
    place: 'logGroupClass',
    kind: 'contradiction',
    fault: 'alarms on a class without metric filters',
    message: 'INFREQUENT_ACCESS',
    make: (stack) => ingress(stack, { logGroupClass: logs.LogGroupClass.INFREQUENT_ACCESS }).addAlarms(),
  },

  ...(['actions', 'criticalActions', 'okActions'] as const).map((actions) => alarms(actions, 'missing', 'an entry is missing', [undefined], `'${actions}[0]' must be given`)),
  ...(['actions', 'criticalActions', 'okActions'] as const).map((actions) =>
    refusedAt(`AddAlarmsOptions.${actions}`, 'elsewhere', 'a topic of another Region', (stack) => ingress(stack, {}).addAlarms({ [actions]: [farTopic(stack)] }),
      `'${actions}[0]' must be in the Region of the stack, which is us-east-1, got 'arn:aws:sns:eu-west-1:111122223333:alarms' of eu-west-1: an alarm notifies only what is in its Region`)),
  ...(['actions', 'criticalActions', 'okActions'] as const).map((actions) =>
    refusedAt(`AddAlarmsOptions.${actions}`, 'contradiction', 'a topic whose policy leaves CloudWatch out',
      (stack) => ingress(stack, {}).addAlarms({ [actions]: [new SnsAction(new sns.Topic(stack, 'OnCall', { enforceSSL: true }))] }),
      `'${actions}[0]' must be a topic through which alarms can notify, got 'Stack/OnCall', whose policy does not let CloudWatch publish: ` +
        'call topic.grantPublish(new iam.ServicePrincipal(\'cloudwatch.amazonaws.com\'))')),
  ...(['actions', 'criticalActions', 'okActions'] as const).map((actions) =>
    refusedAt(`AddAlarmsOptions.${actions}`, 'contradiction', 'a FIFO topic',
      (stack) => ingress(stack, {}).addAlarms({ [actions]: [new SnsAction(new sns.Topic(stack, 'OnCall', { fifo: true }))] }),
      `'${actions}[0]' must be a topic through which alarms can notify, got 'Stack/OnCall', which is a FIFO topic, and an alarm names no message group: use a standard topic`)),
  refusedAt('AddAlarmsOptions.actions', 'contradiction', 'a topic with a key that leaves CloudWatch out',
    (stack) => ingress(stack, {}).addAlarms({ actions: [new SnsAction(new sns.Topic(stack, 'OnCall', { masterKey: new kms.Key(stack, 'Key') }))] }),
    '\'actions[0]\' must be a topic through which alarms can notify, got \'Stack/OnCall\', whose key \'Stack/Key\' does not let CloudWatch use it'),
  ...(['cpuUtilizationPercent', 'memoryUtilizationPercent', 'resetPercent', 'refusalPercent', 'upstreamFailurePercent'] as const)
    .map((percent) => alarms(percent, 'malformed', 'nothing', 0, `'${percent}' must be a percentage above 0 and of at most 100, got 0`)),
  alarms('minEvents', 'malformed', 'none', 0, '\'minEvents\' must be a whole number of at least 1, got 0'),
  refused('deploymentAlarms', 'contradiction', 'a log without metric filters', () => ({ deploymentAlarms: {}, logGroupClass: logs.LogGroupClass.INFREQUENT_ACCESS }),
    '\'deploymentAlarms\' must not be given with logs.LogGroupClass.INFREQUENT_ACCESS'),
  ...(['refusalPercent', 'upstreamFailurePercent'] as const).map((percent) =>
    watched(percent, 'malformed', 'nothing', 0, `'${percent}' must be a percentage above 0 and of at most 100, got 0`)),
  watched('minEvents', 'malformed', 'none', 0, '\'minEvents\' must be a whole number of at least 1, got 0'),
  watched('alarmNames', 'missing', 'an entry is missing', [undefined], '\'deploymentAlarms.alarmNames[0]\' must be given'),
  watched('alarmNames', 'twice', 'the same twice', ['errors', 'errors'], '\'alarmNames\' must hold each entry once, got \'errors\' twice'),
  watched('alarmNames', 'malformed', 'longer than AWS takes', ['e'.repeat(256)], '\'alarmNames\' must hold names of 1 to 255 characters'),
  watched('alarmNames', 'malformed', 'no character', [''], '\'alarmNames\' must hold names of 1 to 255 characters, got \'\''),
  refusedAt('LatticeExternalIngress.authPolicyStatement(principals)', 'missing', 'an entry is missing', (stack) => ingress(stack, {}).authPolicyStatement(undefined as never), '\'principals[0]\' must be given'),
  refusedAt('LatticeExternalIngress.authPolicyStatement(principals)', 'empty', 'nobody', (stack) => ingress(stack, {}).authPolicyStatement(), '\'principals\' must not be empty: say who may invoke'),
];

/** A cluster with these capacity providers, in a VPC that is also its own. */
function withProviders(stack: Stack, ...capacityProviders: string[]): ecs.ICluster {
  const { ref } = new ecs.CfnCluster(stack, 'Resource', { capacityProviders });
  return ecs.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: ref, vpc: makeVpc(stack) });
}
