import { App, Stack, Stage } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import { Egress, LatticeAccess, LatticeService, LatticeServiceTarget, ProxyImage, RecordRouting } from '../../../src';
import { service } from '../../ingress';
import { makeGroup, makeVpc, network } from '../fixtures';
import { AnyProps, refused, refusedAt, Row, stackFor, warned } from '../row';

/** A stack of another app, for the same account and Region. */
const otherApp = () => stackFor('us-east-1', 'Other');
/** A stack of the same app, for another account. */
const strangeStack = (stack: Stack) => new Stack(stack.node.root as App, 'Strange', { env: { account: '444455556666', region: stack.region } });
const otherStage = (stack: Stack) => new Stack(new Stage(stack.node.root, 'Stage'), 'Stack', { env: { account: stack.account, region: stack.region } });

const madeService = (stack: Stack) => LatticeService.fromCfnService(new vpclattice.CfnService(stack, 'Api'));
const madeNetwork = (stack: Stack) => new vpclattice.CfnServiceNetwork(stack, 'Network');
const zone = (stack: Stack) => new route53.PrivateHostedZone(stack, 'Zone', { zoneName: 'example.com', vpc: makeVpc(stack) });
const s3 = (stack: Stack) => makeVpc(stack).addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
const healthCheck = (stack: Stack) => new route53.HealthCheck(stack, 'Check', { type: route53.HealthCheckType.TCP, fqdn: 'api.example.com', port: 443 });

/** What another app makes. */
const ofApp = (place: string, path: string, props: (other: Stack, stack: Stack) => AnyProps, prop = place): Row =>
  refused(place, 'elsewhere', 'made by another app', (stack) => props(otherApp(), stack),
    `'${prop}' must be of the app of the ingress, got '${path}' of another app: make or import it in a stack of the same app`);

/** Things that another app, another stage or another account makes. */
export const OTHER_APPS: Row[] = [
  ofApp('vpc', 'Other/Vpc', (other) => ({ vpc: makeVpc(other) })),
  ofApp('loadBalancerSubnets', 'Other/Vpc/PublicSubnet1', (other, stack) => ({ vpc: makeVpc(stack), loadBalancerSubnets: { subnets: makeVpc(other).publicSubnets } }), 'loadBalancerSubnets.subnets[0]'),
  ofApp('taskSubnets', 'Other/Vpc/IsolatedSubnet1', (other, stack) => ({ vpc: makeVpc(stack), taskSubnets: { subnets: makeVpc(other).isolatedSubnets } }), 'taskSubnets.subnets[0]'),
  ofApp('clients', 'Other/Group', (other) => ({ clients: [makeGroup(other, 'Group', makeVpc(other))] }), 'clients[0]'),
  ofApp('taskSecurityGroups', 'Other/Group', (other) => ({ taskSecurityGroups: [makeGroup(other, 'Group', makeVpc(other))] }), 'taskSecurityGroups[0]'),
  ofApp('loadBalancerSecurityGroups', 'Other/Group', (other) => ({ loadBalancerSecurityGroups: [makeGroup(other, 'Group', makeVpc(other))] }), 'loadBalancerSecurityGroups[0]'),
  ofApp('cluster', 'Other/Cluster', (other) => ({ cluster: new ecs.Cluster(other, 'Cluster') })),
  ofApp('logGroup', 'Other/Log', (other) => ({ logGroup: new logs.LogGroup(other, 'Log') })),
  ofApp('logEncryptionKey', 'Other/Key', (other) => ({ logEncryptionKey: new kms.Key(other, 'Key') })),
  ofApp('publicZone', 'Other/Zone', (other) => ({ services: [service('api.example.com')], publicZone: new route53.PublicHostedZone(other, 'Zone', { zoneName: 'example.com' }) })),
  ofApp('RoutingPolicyOptions.healthCheck', 'Other/Check', (other, stack) => ({
    services: [service('api.example.com')],
    publicZone: new route53.PublicHostedZone(stack, 'Zone', { zoneName: 'example.com' }),
    recordRouting: RecordRouting.primary('first', { healthCheck: healthCheck(other) }),
  }), 'healthCheck'),
  ofApp('services', 'Other/Api', (other) => ({ services: [{ domainName: 'api.example.com', service: madeService(other) }] })),
  ofApp('privateRecords', 'Other/Api', (other) => ({ allowedDomains: ['api.example.com'], privateRecords: [{ domainName: 'api.example.com', service: madeService(other) }] })),
  ofApp('PrivateRecord.zone', 'Other/Zone', (other, stack) => ({
    allowedDomains: ['api.example.com'], privateRecords: [{ domainName: 'api.example.com', service: madeService(stack), zone: zone(other) }],
  }), 'privateRecords[0].zone'),
  ofApp('FollowServicesOptions.zones', 'Other/Zone', (other, stack) => ({
    allowedDomains: ['api.example.com'], lattice: LatticeAccess.vpcAssociation(network(stack), { followServices: { zones: [zone(other)] } }),
  }), 'followServices.zones'),
  ofApp('LatticeAccess.vpcAssociation(serviceNetwork)', 'Other/Network', (other) => ({ lattice: LatticeAccess.vpcAssociation(madeNetwork(other)) }), 'serviceNetwork'),
  ofApp('LatticeAccess.serviceNetworkEndpoints(serviceNetworks)', 'Other/Network', (other) => ({
    services: [service('api.example.com')], lattice: LatticeAccess.serviceNetworkEndpoints([madeNetwork(other)]),
  }), 'serviceNetwork'),
  ofApp('VpcAssociationOptions.securityGroups', 'Other/Group', (other, stack) => ({
    lattice: LatticeAccess.vpcAssociation(network(stack), { securityGroups: [makeGroup(other, 'Group', makeVpc(other))] }),
  }), 'securityGroups[0]'),
  ofApp('ServiceNetworkEndpointsOptions.securityGroups', 'Other/Group', (other, stack) => ({
    services: [service('api.example.com')], lattice: LatticeAccess.serviceNetworkEndpoints([network(stack)], { securityGroups: [makeGroup(other, 'Group', makeVpc(other))] }),
  }), 'securityGroups[0]'),
  ofApp('ServiceNetworkEndpointsOptions.subnets', 'Other/Vpc/IsolatedSubnet1', (other, stack) => ({
    services: [service('api.example.com')], lattice: LatticeAccess.serviceNetworkEndpoints([network(stack)], { subnets: { subnets: makeVpc(other).isolatedSubnets } }),
  }), 'subnets.subnets[0]'),
  ofApp('ExistingRoutesOptions.to', 'Other/Group', (other, stack) => ({ vpc: makeVpc(stack), egress: Egress.existingRoutes({ to: [makeGroup(other, 'Group', makeVpc(other))] }) }), 'to[0]'),
  ofApp('InterfaceEndpointsOptions.existing', 'Other/Vpc/S3', (other, stack) => ({ vpc: makeVpc(stack), egress: Egress.interfaceEndpoints({ existing: { s3: s3(other) } }) }), 'existing.s3'),
  ofApp('InterfaceEndpointsOptions.additionalRepositories', 'Other/Images', (other) => ({ egress: Egress.interfaceEndpoints({ additionalRepositories: [new ecr.Repository(other, 'Images')] }) }), 'additionalRepositories[0]'),
  ofApp('InterfaceEndpointsOptions.additionalLogGroups', 'Other/Log', (other) => ({ egress: Egress.interfaceEndpoints({ additionalLogGroups: [new logs.LogGroup(other, 'Log')] }) }), 'additionalLogGroups[0]'),
  ofApp('ProxyImage.fromEcrRepository(repository)', 'Other/Images', (other) => ({ image: ProxyImage.fromEcrRepository(new ecr.Repository(other, 'Images')) }), 'image'),
  ofApp('CopyOnDeployOptions.repository', 'Other/Images', (other) => ({ image: ProxyImage.copyOnDeploy({ repository: new ecr.Repository(other, 'Images') }) }), 'image'),
  refusedAt('LatticeServiceTarget(service)', 'elsewhere', 'made by another app', (stack) => new route53.ARecord(stack, 'Record', {
    zone: zone(stack), recordName: 'api', target: route53.RecordTarget.fromAlias(new LatticeServiceTarget(madeService(otherApp()))),
  }), '\'service\' must be of the app of the ingress, got \'Other/Api\' of another app'),

  refused('vpc', 'elsewhere', 'made by another stage', (stack) => ({ vpc: makeVpc(otherStage(stack)) }),
    '\'vpc\' must be of the stage of the ingress, got \'Stage/Stack/Vpc\' of another stage: make or import it in a stack of the same stage'),
  refused('services', 'elsewhere', 'made by another stage', (stack) => ({ services: [{ domainName: 'api.example.com', service: madeService(otherStage(stack)) }] }),
    '\'services\' must be of the stage of the ingress, got \'Stage/Stack/Api\' of another stage'),

  warned('vpc', 'elsewhere', 'made in another account', (stack) => ({ vpc: makeVpc(strangeStack(stack)), egress: Egress.existingRoutes() }), 'vpcOfAnotherAccount'),
  warned('LatticeService.fromCfnService(service)', 'elsewhere', 'made in another account', (stack) => ({ services: [{ domainName: 'api.example.com', service: madeService(strangeStack(stack)) }] }), 'serviceOfAnotherAccount'),
  warned('privateRecords', 'elsewhere', 'a service made in another account', (stack) => ({
    allowedDomains: ['api.example.com'], privateRecords: [{ domainName: 'api.example.com', service: madeService(strangeStack(stack)) }],
  }), 'serviceOfAnotherAccount'),
  warned('LatticeAccess.vpcAssociation(serviceNetwork)', 'elsewhere', 'made in another account', (stack) => ({ lattice: LatticeAccess.vpcAssociation(madeNetwork(strangeStack(stack))) }), 'serviceNetworkOfAnotherAccount'),
  warned('LatticeAccess.serviceNetworkEndpoints(serviceNetworks)', 'elsewhere', 'made in another account', (stack) => ({
    services: [service('api.example.com')], lattice: LatticeAccess.serviceNetworkEndpoints([madeNetwork(strangeStack(stack))]),
  }), 'serviceNetworkOfAnotherAccount'),
];
