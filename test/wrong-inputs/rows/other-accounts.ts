import { App, Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Egress, LatticeAccess, LatticeServiceNetwork } from '../../../src';
import { GENERATED_NAME, service } from '../../ingress';
import { AT_ENDPOINT, makeVpc, network, NETWORK_ID, serviceWithZone } from '../fixtures';
import { refused, Row, warned } from '../row';

const ACCOUNT = 'must be in the account of the stack, which is 111122223333, got';
const PARTITION = 'must be of the partition of the stack, which is aws, got';
const FAR_NAME = GENERATED_NAME.replace('us-east-1', 'eu-west-1');

/** A stack of the same app and Region, for another account. */
const strangeStack = (stack: Stack) => new Stack(stack.node.root as App, 'Strange', { env: { account: '444455556666', region: stack.region } });
const strangeLogs = (stack: Stack) => logs.LogGroup.fromLogGroupArn(stack, 'Log', 'arn:aws:logs:us-east-1:444455556666:log-group:edge');
const strangeZone = (stack: Stack) => new route53.PublicHostedZone(strangeStack(stack), 'Zone', { zoneName: 'example.com' });
const zoneById = (stack: Stack) => route53.HostedZone.fromHostedZoneId(stack, 'ById', 'Z0123456789ABC');
const recordIn = (zone: route53.IHostedZone) => ({
  allowedDomains: ['api.example.com'], privateRecords: [{ domainName: 'api.example.com', service: serviceWithZone(GENERATED_NAME), zone }],
});
const followed = (stack: Stack, zone: route53.IHostedZone) => ({
  allowedDomains: ['api.example.com'], lattice: LatticeAccess.vpcAssociation(network(stack), { followServices: { zones: [zone] } }),
});

/** Things of another account, partition or Region, and imports that do not say where or what they are. */
export const OTHER_ACCOUNTS: Row[] = [
  refused('logGroup', 'elsewhere', 'of another account', (stack) => ({ logGroup: strangeLogs(stack) }), `'logGroup' ${ACCOUNT} 'Stack/Log' of 444455556666: the log driver writes to its account`),
  refused('InterfaceEndpointsOptions.additionalLogGroups', 'elsewhere', 'of another account', (stack) => ({ egress: Egress.interfaceEndpoints({ additionalLogGroups: [strangeLogs(stack)] }) }),
    `'additionalLogGroups' ${ACCOUNT} 'Stack/Log' of 444455556666: the log driver writes to its account`),
  refused('cluster', 'elsewhere', 'of another account', (stack) => ({ cluster: new ecs.Cluster(strangeStack(stack), 'Cluster', { clusterName: 'mine' }) }),
    `'cluster' ${ACCOUNT} 'Strange/Cluster' of 444455556666: a service runs in a cluster of its account`),
  refused('cluster', 'malformed', 'imported by its ARN', (stack) => ({ cluster: ecs.Cluster.fromClusterArn(stack, 'Cluster', 'arn:aws:ecs:us-east-1:111122223333:cluster/mine') }),
    '\'cluster\' must know its VPC, got \'Stack/Cluster\': import it with ecs.Cluster.fromClusterAttributes()'),
  refused('publicZone', 'elsewhere', 'of another account', (stack) => ({ services: [service('api.example.com')], publicZone: strangeZone(stack) }),
    `'publicZone' ${ACCOUNT} 'Strange/Zone' of 444455556666: CloudFormation makes records in zones of its account`),
  refused('publicZone', 'malformed', 'imported by its id alone', (stack) => ({ services: [service('api.example.com')], publicZone: zoneById(stack) }),
    '\'publicZone\' must be a hosted zone that knows its name, got \'Stack/ById\': import it with HostedZone.fromHostedZoneAttributes() or HostedZone.fromLookup()'),
  refused('PrivateRecord.zone', 'elsewhere', 'of another account', (stack) => recordIn(strangeZone(stack)), `'zone' ${ACCOUNT} 'Strange/Zone' of 444455556666`),
  refused('PrivateRecord.zone', 'malformed', 'imported by its id alone', (stack) => recordIn(zoneById(stack)), '\'zone\' must be a hosted zone that knows its name, got \'Stack/ById\''),
  refused('FollowServicesOptions.zones', 'elsewhere', 'of another account', (stack) => followed(stack, strangeZone(stack)), `'followServices.zones' ${ACCOUNT} 'Strange/Zone' of 444455556666`),
  refused('FollowServicesOptions.zones', 'malformed', 'imported by its id alone', (stack) => followed(stack, zoneById(stack)), '\'followServices.zones\' must be a hosted zone that knows its name, got \'Stack/ById\''),
  refused('lattice', 'elsewhere', 'endpoints in a VPC of another account', (stack) => ({
    vpc: makeVpc(strangeStack(stack)), lattice: LatticeAccess.serviceNetworkEndpoints([network(stack)]), allowedDomains: ['api.example.com'],
  }), '\'lattice\' must not make endpoints in a VPC of another account, got a VPC of 444455556666 in a stack of 111122223333: let the owner associate the VPC with the service network'),
  refused('LatticeServiceNetwork.fromServiceNetworkArn(serviceNetworkArn)', 'elsewhere', 'of another partition', (stack) => ({
    lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkArn(stack, 'China', `arn:aws-cn:vpc-lattice:us-east-1:111122223333:servicenetwork/${NETWORK_ID}`)),
  }), `'serviceNetwork' ${PARTITION} 'arn:aws-cn:vpc-lattice:us-east-1:111122223333:servicenetwork/${NETWORK_ID}' of aws-cn: AWS connects no two partitions`),
  refused('PrivateLinkOptions.allowedPrincipals', 'elsewhere', 'of another partition', () => ({ privateLink: { allowedPrincipals: [new iam.ArnPrincipal('arn:aws-us-gov:iam::111122223333:root')] } }),
    `'privateLink.allowedPrincipals' ${PARTITION} 'arn:aws-us-gov:iam::111122223333:root' of aws-us-gov`),
  refused('PrivateLinkOptions.allowedPrincipals', 'malformed', 'a group of users', () => ({ privateLink: { allowedPrincipals: [new iam.ArnPrincipal('arn:aws:iam::111122223333:group/partners')] } }),
    '\'privateLink.allowedPrincipals\' must hold ARNs of accounts, roles or users, such as arn:aws:iam::111122223333:root, got \'arn:aws:iam::111122223333:group/partners\''),
  refused('PrivateLinkOptions.allowedPrincipals', 'malformed', 'text before an ARN', () => ({ privateLink: { allowedPrincipals: [new iam.ArnPrincipal('role arn:aws:iam::111122223333:root')] } }),
    '\'privateLink.allowedPrincipals\' must hold ARNs of accounts, roles or users, such as arn:aws:iam::111122223333:root, got \'role arn:aws:iam::111122223333:root\''),
  refused('allowedDomains', 'elsewhere', 'a generated name of another Region', () => ({ allowedDomains: [FAR_NAME] }),
    `'allowedDomains' must be in the Region of the stack, which is us-east-1, got '${FAR_NAME}' of eu-west-1: VPC Lattice connects VPCs of one Region`),
  refused('RestrictedDomain.domainName', 'elsewhere', 'a generated name of another Region', () => ({ restrictedDomains: [{ domainName: FAR_NAME, clients: [] }] }),
    `'restrictedDomains' must be in the Region of the stack, which is us-east-1, got '${FAR_NAME}' of eu-west-1`),
  warned('allowedDomains', 'contradiction', 'the names of two services at an endpoint, with an association', () => ({
    allowedDomains: [AT_ENDPOINT, 'api.example.com', AT_ENDPOINT.replace('def0', 'def1')],
  }), 'namesAtEndpoints'),
];
