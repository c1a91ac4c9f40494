import { Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { domains, endpoints, group, inVpc, principals, ranges, prefixLists } from './shared-props';
import { Exposure, HttpMode } from '../../../src';
import { nameOrParameter, numberOf, Props, QUESTION, ROLLED_BACK, Row, row, SAME_VALUE, SECOND_INGRESS } from '../row';

const addresses = (first: (stack: Stack) => string): Props => (stack) => ({
  exposure: Exposure.internet({ elasticIpAllocationIds: [first(stack), 'eipalloc-0b', 'eipalloc-0c'] }),
});

/** Clients, listeners and the load balancer. */
export const EDGE: Row[] = [
  row('clients', 'a range added in front', {
    before: ranges('203.0.113.0/24'),
    after: ranges('198.51.100.0/24', '203.0.113.0/24'),
    verdict: 'in place',
    takes: 'seconds',
  }),
  row('clients', 'a range removed', {
    before: ranges('198.51.100.0/24', '203.0.113.0/24'),
    after: ranges('203.0.113.0/24'),
    verdict: 'in place',
    lost: 'no open connection: cut them by replacing the tasks',
    takes: 'seconds',
  }),
  row('clients', 'prefix lists of the same stack in another order', {
    before: prefixLists('A', 'B'),
    after: prefixLists('B', 'A'),
    verdict: 'nothing',
  }),
  row('clients', 'the first prefix list removed', {
    before: prefixLists('A', 'B', 'C'),
    after: prefixLists('B', 'C'),
    verdict: 'in place',
    takes: 'seconds',
  }),
  row('clients', 'a prefix list by id, then by a token of the same value', {
    before: () => ({ clients: [ec2.Peer.prefixList('pl-00000000')] }),
    after: (stack) => ({ clients: [ec2.Peer.prefixList(nameOrParameter(stack, '$List'))] }),
    verdict: 'in place',
    takes: 'seconds',
  }),
  row('tlsPort', 'another port', {
    after: () => ({ tlsPort: 8443 }),
    verdict: 'in place',
    lost: 'clients of the old port',
    takes: 'seconds',
  }),
  row('http', 'another port', {
    after: () => ({ http: HttpMode.proxy({ port: 8080 }) }),
    verdict: 'rollout',
    lost: 'clients of the old port',
  }),
  row('http', 'redirect instead of proxy', {
    after: () => ({ http: HttpMode.redirectToHttps() }),
    verdict: 'rollout',
  }),
  row('http', 'off', {
    after: () => ({ http: HttpMode.off() }),
    verdict: 'rollout',
    lost: 'clients of HTTP',
  }),
  row('http', 'on again', {
    before: () => ({ http: HttpMode.off() }),
    verdict: 'rollout',
  }),
  row('http', 'off instead of redirect', {
    before: () => ({ http: HttpMode.redirectToHttps() }),
    after: () => ({ http: HttpMode.off() }),
    verdict: 'rollout',
    lost: 'clients of HTTP',
  }),
  row('http', 'redirect instead of proxy, with endpoints and names that are looked up', {
    before: (stack) => ({ ...endpoints(0)(stack), ...domains('web.example.com')(stack) }),
    after: (stack) => ({ ...endpoints(0)(stack), ...domains('web.example.com')(stack), http: HttpMode.redirectToHttps() }),
    verdict: 'rollout',
  }),
  row('exposure', 'internal instead of public', {
    after: () => ({ exposure: Exposure.privateNetwork() }),
    verdict: 'refused by AWS',
    lost: ROLLED_BACK,
    takes: SECOND_INGRESS,
  }),
  row('crossZoneEnabled', 'on', {
    after: () => ({ crossZoneEnabled: true }),
    verdict: 'in place',
    takes: 'seconds',
  }),
  row('deletionProtection', 'on', {
    after: () => ({ deletionProtection: true }),
    verdict: 'in place',
    takes: 'seconds',
  }),
  row('zonalShift', 'on', {
    after: () => ({ zonalShift: true }),
    verdict: 'in place',
    takes: 'seconds',
  }),
  row('ipAddressType', 'IPv4 only', {
    after: () => ({ ipAddressType: elbv2.IpAddressType.IPV4 }),
    verdict: 'in place',
    lost: 'clients over IPv6',
    takes: 'seconds',
  }),
  row('idleTimeout', 'another', {
    after: () => ({ idleTimeout: Duration.seconds(600) }),
    verdict: 'rollout',
  }),
  row('privateLink', 'given', {
    after: () => ({ privateLink: { allowedPrincipals: [new iam.ArnPrincipal('arn:aws:iam::111122223333:root')] } }),
    verdict: 'in place',
    takes: 'seconds',
  }),
  row('loadBalancerSecurityGroups', 'one added', {
    before: inVpc(),
    after: inVpc((stack, vpc) => ({ loadBalancerSecurityGroups: [group(stack, 'More', vpc)] })),
    verdict: 'in place',
    takes: 'seconds',
  }),
  row('clients', 'a range added at the end', { before: ranges('203.0.113.0/24'), after: ranges('203.0.113.0/24', '198.51.100.0/24'), verdict: 'in place', takes: 'seconds' }),
  row('clients', 'ranges in another order', { before: ranges('203.0.113.0/24', '198.51.100.0/24'), after: ranges('198.51.100.0/24', '203.0.113.0/24'), verdict: 'nothing' }),
  row('clients', 'a range, then a parameter of the same value', {
    after: (stack) => ({ clients: [ec2.Peer.ipv4(nameOrParameter(stack, '$Range', '203.0.113.0/24'))] }), verdict: 'in place', takes: 'seconds',
  }),
  row('clients', 'a prefix list of the same stack added in the middle', { before: prefixLists('A', 'C'), after: prefixLists('A', 'B', 'C'), verdict: 'in place', takes: 'seconds' }),
  row('clients', 'security groups in another order', {
    before: inVpc((stack, vpc) => ({ clients: ['A', 'B'].map((id) => group(stack, id, vpc)) })),
    after: inVpc((stack, vpc) => ({ clients: ['B', 'A'].map((id) => group(stack, id, vpc)) })),
    verdict: 'nothing',
  }),
  row('exposure', 'Elastic IP addresses given', {
    after: () => ({ exposure: Exposure.internet({ elasticIpAllocationIds: ['eipalloc-0a', 'eipalloc-0b', 'eipalloc-0c'] }) }),
    verdict: 'in place',
    lost: 'the addresses of the load balancer',
    takes: QUESTION,
  }),
  row('exposure', 'Elastic IP addresses in another order', {
    before: () => ({ exposure: Exposure.internet({ elasticIpAllocationIds: ['eipalloc-0a', 'eipalloc-0b', 'eipalloc-0c'] }) }),
    after: () => ({ exposure: Exposure.internet({ elasticIpAllocationIds: ['eipalloc-0b', 'eipalloc-0a', 'eipalloc-0c'] }) }),
    verdict: 'in place',
    lost: 'two addresses change their zones: the load balancer loses them for a while',
    takes: QUESTION,
  }),
  row('exposure', 'a CloudFront VPC origin instead of a private network', {
    before: () => ({ exposure: Exposure.privateNetwork() }),
    after: () => ({ exposure: Exposure.cloudFrontVpcOrigin() }),
    verdict: 'rollout',
    lost: 'clients over IPv6',
  }),
  row('privateLink', 'a principal added in front', {
    before: () => ({ privateLink: { allowedPrincipals: principals('222222222222') } }),
    after: () => ({ privateLink: { allowedPrincipals: principals('111122223333', '222222222222') } }),
    verdict: 'in place',
    takes: 'seconds',
  }),
  row('privateLink', 'acceptance not required', {
    before: () => ({ privateLink: { allowedPrincipals: principals('111122223333') } }),
    after: () => ({ privateLink: { allowedPrincipals: principals('111122223333'), acceptanceRequired: false } }),
    verdict: 'in place',
    takes: 'seconds',
  }),
  row('clients', 'a range replaced', { before: ranges('203.0.113.0/24'), after: ranges('198.51.100.0/24'), verdict: 'in place', takes: 'seconds' }),
  row('clients', 'ranges in another spelling', {
    before: () => ({ clients: [ec2.Peer.ipv4('203.0.113.0/24'), ec2.Peer.ipv6('2001:db8:b::/48'), ec2.Peer.ipv6('2001:db8:a::/48')] }),
    after: () => ({ clients: [ec2.Peer.ipv6('2001:db8:b:0::/48'), ec2.Peer.ipv4('203.0.113.7/24'), ec2.Peer.ipv6('2001:0db8:a::/48')] }),
    verdict: 'nothing',
  }),
  row('clients', 'a range, then a prefix list of the same stack', { before: ranges('203.0.113.0/24'), after: prefixLists('A'), verdict: 'in place', takes: 'seconds' }),
  row('clients', 'a prefix list by id, then one of the same stack', {
    before: () => ({ clients: [ec2.Peer.prefixList('pl-00000000')] }), after: prefixLists('A'), verdict: 'in place', takes: 'seconds',
  }),
  row('clients', 'a range, then a security group', {
    before: inVpc(ranges('203.0.113.0/24')),
    after: inVpc((stack, vpc) => ({ clients: [group(stack, 'A', vpc)] })),
    verdict: 'in place',
    takes: 'seconds',
  }),
  row('clients', 'a security group added in front', {
    before: inVpc((stack, vpc) => ({ clients: ['B'].map((id) => group(stack, id, vpc)) })),
    after: inVpc((stack, vpc) => ({ clients: ['A', 'B'].map((id) => group(stack, id, vpc)) })),
    verdict: 'in place',
    takes: 'seconds',
  }),
  row('http', 'another port of the redirect', {
    before: () => ({ http: HttpMode.redirectToHttps() }), after: () => ({ http: HttpMode.redirectToHttps({ port: 8080 }) }), verdict: 'rollout', lost: 'clients of the old port',
  }),
  row('exposure', 'one of the Elastic IP addresses replaced', {
    before: () => ({ exposure: Exposure.internet({ elasticIpAllocationIds: ['eipalloc-0a', 'eipalloc-0b', 'eipalloc-0c'] }) }),
    after: () => ({ exposure: Exposure.internet({ elasticIpAllocationIds: ['eipalloc-0a', 'eipalloc-0b', 'eipalloc-0d'] }) }),
    verdict: 'in place',
    lost: 'that address',
    takes: QUESTION,
  }),
  row('privateLink', 'principals in another order', {
    before: () => ({ privateLink: { allowedPrincipals: principals('111122223333', '222222222222') } }),
    after: () => ({ privateLink: { allowedPrincipals: principals('222222222222', '111122223333') } }),
    verdict: 'nothing',
  }),
  row('loadBalancerSecurityGroups', 'in another order', {
    before: inVpc((stack, vpc) => ({ loadBalancerSecurityGroups: ['A', 'B'].map((id) => group(stack, id, vpc)) })),
    after: inVpc((stack, vpc) => ({ loadBalancerSecurityGroups: ['B', 'A'].map((id) => group(stack, id, vpc)) })),
    verdict: 'nothing',
  }),
  row('clients', 'a security group, then the same by its id', {
    before: inVpc((stack, vpc) => ({ clients: [group(stack, 'A', vpc)] })),
    after: inVpc((stack, vpc) => ({ clients: [ec2.Peer.securityGroupId(group(stack, 'A', vpc).securityGroupId)] })),
    verdict: 'nothing',
  }),
  row('tlsPort', 'a number, then a parameter of the same value', { after: (stack) => ({ tlsPort: numberOf(stack, 443) }), verdict: 'in place', takes: SAME_VALUE }),
  row('http', 'a port, then a parameter of the same value', { after: (stack) => ({ http: HttpMode.proxy({ port: numberOf(stack, 80) }) }), verdict: 'rollout' }),
  row('idleTimeout', 'in another unit', {
    before: () => ({ idleTimeout: Duration.seconds(600) }), after: () => ({ idleTimeout: Duration.minutes(10) }), verdict: 'nothing',
  }),
  row('exposure', 'a CloudFront VPC origin instead of public', {
    after: () => ({ exposure: Exposure.cloudFrontVpcOrigin() }), verdict: 'refused by AWS', lost: ROLLED_BACK, takes: SECOND_INGRESS,
  }),
  row('exposure', 'an Elastic IP address, then a parameter of the same value', {
    before: addresses(() => 'eipalloc-0a'), after: addresses((stack) => nameOrParameter(stack, '$Address', 'eipalloc-0a')), verdict: 'in place', takes: SAME_VALUE,
  }),
  row('privateLink', 'a principal, then a parameter of the same value', {
    before: () => ({ privateLink: { allowedPrincipals: principals('111122223333') } }),
    after: (stack) => ({ privateLink: { allowedPrincipals: [new iam.ArnPrincipal(nameOrParameter(stack, '$Principal', 'arn:aws:iam::111122223333:root'))] } }),
    verdict: 'in place',
    takes: SAME_VALUE,
  }),
];
