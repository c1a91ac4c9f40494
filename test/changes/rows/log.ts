import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { AccessLog, ProxyImage } from '../../../src';
import { nameOrParameter, numberOf, ROLLED_BACK, Row, row, SAME_VALUE } from '../row';

const BUILDS_AND_FLOW_LOGS = { image: ProxyImage.buildOnDeploy(), flowLogs: ec2.FlowLogDestination.toCloudWatchLogs() };

/** A key that CloudWatch Logs may use. */
function keyOf(stack: Stack, id: string = 'Key'): kms.Key {
  const key = new kms.Key(stack, id, { removalPolicy: RemovalPolicy.DESTROY });
  key.grantEncryptDecrypt(new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`));
  return key;
}

const logOf = (stack: Stack, id: string) => new logs.LogGroup(stack, id, { removalPolicy: RemovalPolicy.DESTROY });

/** The log of the tasks. */
export const LOG: Row[] = [
  row('logGroup', 'given', {
    after: (stack) => ({ logGroup: logOf(stack, 'Log') }),
    verdict: 'rollout',
    lost: 'the log so far, unless it is [retained first](#give-the-ingress-another-log-group)',
  }),
  row('accessLog', 'failures only', {
    after: () => ({ accessLog: AccessLog.failuresOnly() }),
    verdict: 'rollout',
    lost: 'lines of what was forwarded, from then on',
  }),
  row('logGroupClass', 'infrequent access', {
    after: () => ({ logGroupClass: logs.LogGroupClass.INFREQUENT_ACCESS }),
    verdict: 'refused by AWS',
    lost: ROLLED_BACK,
    takes: '[a log group of your own](#give-the-ingress-another-log-group)',
  }),
  row('logRetention', 'another', {
    after: () => ({ logRetention: logs.RetentionDays.ONE_YEAR }),
    verdict: 'in place',
    takes: 'seconds',
  }),
  row('logEncryptionKey', 'given', {
    after: (stack) => ({ logEncryptionKey: keyOf(stack) }),
    verdict: 'in place',
    lost: 'nothing: older lines stay readable',
    takes: 'seconds',
  }),
  row('logEncryptionKey', 'given, with builds and flow logs', {
    before: () => BUILDS_AND_FLOW_LOGS,
    after: (stack) => ({ ...BUILDS_AND_FLOW_LOGS, logEncryptionKey: keyOf(stack) }),
    verdict: 'in place',
    lost: 'nothing: older lines stay readable',
    takes: 'seconds',
  }),
  row('logDriverMode', 'blocking', {
    after: () => ({ logDriverMode: ecs.AwsLogDriverMode.BLOCKING }),
    verdict: 'rollout',
  }),
  row('deploymentAlarms', 'chosen', {
    after: () => ({ deploymentAlarms: {} }),
    verdict: 'in place',
    takes: 'seconds; each rollout from then on takes 5 minutes longer',
  }),
  row('deploymentAlarms', 'another threshold', {
    before: () => ({ deploymentAlarms: {} }),
    after: () => ({ deploymentAlarms: { refusalPercent: 20 } }),
    verdict: 'in place',
    takes: 'seconds',
  }),
  row('deploymentAlarms', 'other thresholds of failures', {
    before: () => ({ deploymentAlarms: {} }), after: () => ({ deploymentAlarms: { upstreamFailurePercent: 20, minEvents: 50 } }), verdict: 'in place', takes: 'seconds',
  }),
  row('deploymentAlarms', 'a further alarm added in front', {
    before: () => ({ deploymentAlarms: { alarmNames: ['b'] } }), after: () => ({ deploymentAlarms: { alarmNames: ['a', 'b'] } }), verdict: 'in place', takes: 'seconds',
  }),
  row('deploymentAlarms', 'further alarms in another order', {
    before: () => ({ deploymentAlarms: { alarmNames: ['a', 'b'] } }), after: () => ({ deploymentAlarms: { alarmNames: ['b', 'a'] } }), verdict: 'nothing',
  }),
  row('logGroup', 'another', { before: (stack) => ({ logGroup: logOf(stack, 'Log') }), after: (stack) => ({ logGroup: logOf(stack, 'Other') }), verdict: 'rollout' }),
  row('logEncryptionKey', 'another', {
    before: (stack) => ({ logEncryptionKey: keyOf(stack) }),
    after: (stack) => ({ logEncryptionKey: keyOf(stack, 'Other') }),
    verdict: 'in place',
    lost: 'older lines, once the old key is gone',
    takes: 'seconds',
  }),
  row('logRetention', 'without end', { after: () => ({ logRetention: logs.RetentionDays.INFINITE }), verdict: 'in place', takes: 'seconds' }),
  row('accessLog', 'another sample', { before: () => ({ accessLog: AccessLog.sampled(10) }), after: () => ({ accessLog: AccessLog.sampled(20) }), verdict: 'rollout' }),
  row('accessLog', 'the default by its name', { after: () => ({ accessLog: AccessLog.all() }), verdict: 'nothing' }),
  row('accessLog', 'a sample', { after: () => ({ accessLog: AccessLog.sampled(10) }), verdict: 'rollout', lost: 'lines of what was forwarded, from then on' }),
  row('logGroup', 'by its name, then by a parameter of the same value', {
    before: (stack) => ({ logGroup: logs.LogGroup.fromLogGroupName(stack, 'Log', 'edge') }),
    after: (stack) => ({ logGroup: logs.LogGroup.fromLogGroupName(stack, 'Log', nameOrParameter(stack, '$LogName', 'edge')) }),
    verdict: 'rollout',
    deployed: 'elsewhere',
  }),
  row('deploymentAlarms', 'a further alarm, then a parameter of the same name', {
    before: () => ({ deploymentAlarms: { alarmNames: ['a'] } }),
    after: (stack) => ({ deploymentAlarms: { alarmNames: [nameOrParameter(stack, '$Alarm', 'a')] } }),
    verdict: 'in place',
    takes: SAME_VALUE,
  }),
  row('deploymentAlarms', 'a threshold, then a parameter of the same value', {
    before: () => ({ deploymentAlarms: { refusalPercent: 20 } }), after: (stack) => ({ deploymentAlarms: { refusalPercent: numberOf(stack, 20) } }), verdict: 'in place', takes: SAME_VALUE,
  }),
];
