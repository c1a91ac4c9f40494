import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { allowed } from './names';
import { DeployTimeIpAddresses, LatticeService, ProxyImage } from '../../../src';
import { GENERATED_NAME } from '../../ingress';
import { makeVpc } from '../fixtures';
import { ingress, refused, refusedAt, Row } from '../row';

const generated = (fault: string, given: string, advice: string): Row =>
  refusedAt('LatticeService.fromDomainName(domainName)', 'malformed', fault, () => LatticeService.fromDomainName(given), `got '${given}': ${advice}`);

const image = (fault: string, given: string, said: string): Row =>
  refusedAt('ProxyImage.fromRegistry(name)', 'malformed', fault, () => ProxyImage.fromRegistry(given), `'name' must be the name of an image, such as registry.example.com/nginx:1.30.7, got '${given}'${said}`);

const file = (fault: string, instruction: string): Row => refusedAt('BuildOnDeployOptions.dockerfile', 'malformed', fault,
  () => ProxyImage.buildOnDeploy({ dockerfile: `FROM nginx\n${instruction}\n` }), '\'dockerfile\' must take files with RUN, from an address, or with COPY --from or COPY <<');

const range = (fault: string, given: string): Row => refused('ipAddresses', 'malformed', fault, () => ({ ipAddresses: DeployTimeIpAddresses.cidr(given) }),
  `'ipAddresses' must be an IPv4 range between /16 and /20, room for 16 subnets of /24, got '${given}'`);

const MAPPED = '::ffff:10.0.0.0/104';
const AS_SUCH = `must hold ranges of IPv4 addresses as such, got '${MAPPED}': write 203.0.113.0/24 for ::ffff:203.0.113.0/120`;

/** Texts that almost are what they must be. */
export const SPELLINGS: Row[] = [
  allowed('a space at its end', 'api.example.com ', 'give the name without white space, \'api.example.com\''),
  allowed('a space in front', ' api.example.com', 'give the name without white space, \'api.example.com\''),
  allowed('a path', 'api.example.com/v1', 'give the name of the host alone, \'api.example.com\''),
  allowed('a port and a path', 'api.example.com:8443/v1', 'give the name of the host alone, \'api.example.com\''),
  allowed('an address without a scheme', '//api.example.com', 'give the name of the host alone, \'api.example.com\''),
  allowed('a dot in front, as in cookies', '.example.com', 'give a wildcard for the names below a domain, \'*.example.com\''),
  allowed('an underscore', 'a_b.example.com', 'a name of a host has no underscore: rename the service'),
  refused('allowedDomains', 'malformed', 'an address', () => ({ allowedDomains: ['10.0.0.1'] }), 'got \'10.0.0.1\''),
  refused('allowedDomains', 'malformed', 'the end of a line in it', () => ({ allowedDomains: ['api.example.com\n'] }), 'give the name without white space, \'api.example.com\''),
  generated('a dot at its end', `${GENERATED_NAME}.`, `give the name without the dot at its end, '${GENERATED_NAME}'`),
  generated('a URL', `https://${GENERATED_NAME}/`, `give the name of the host alone, '${GENERATED_NAME}'`),

  refused('clients', 'malformed', 'IPv4 as IPv6', () => ({ clients: [ec2.Peer.ipv6('::ffff:a00:0/104')] }), 'must hold ranges of IPv4 addresses as such, got \'::ffff:a00:0/104\''),
  refused('trustedProxies', 'malformed', 'IPv4 as IPv6', (stack) => ({ vpc: makeVpc(stack), trustedProxies: [MAPPED] }), `'trustedProxies' ${AS_SUCH}`),
  refused('trustedProxies', 'malformed', 'a mask that starts with a zero', (stack) => ({ vpc: makeVpc(stack), trustedProxies: ['10.0.0.0/08'] }), '\'trustedProxies\' must hold address ranges, such as 10.0.0.0/24, got \'10.0.0.0/08\''),
  refused('trustedProxies', 'malformed', 'an address with a zone', (stack) => ({ vpc: makeVpc(stack), trustedProxies: ['fe80::1%eth0/64'] }), '\'trustedProxies\' must hold address ranges'),
  range('an IPv6 range', '2001:db8::/16'),
  range('loopback addresses', '127.0.0.0/16'),
  range('link-local addresses', '169.254.0.0/16'),
  range('multicast addresses', '224.0.0.0/16'),

  image('a URL', 'https://registry.example.com/nginx', ': leave out the scheme, \'registry.example.com/nginx\''),
  image('a tag that is missing', 'nginx:', ''),
  image('upper case', 'registry.example.com/NGINX', ''),
  image('another character at its start', '@nginx', ''),
  file('a file of a folder that the build has not', 'COPY nginx.conf /etc/nginx/'),
  file('a file of that folder, on two lines', 'ADD \\\n  --chown=101 nginx.conf /etc/nginx/'),
  refusedAt('AssetImageOptions.file', 'empty', 'no character', () => ProxyImage.fromAsset('.', { file: '' }), '\'file\' must be the path of a Dockerfile in the folder, such as Dockerfile, got \'\''),
  refusedAt('AssetImageOptions.target', 'empty', 'no character', () => ProxyImage.fromAsset('.', { target: '' }), '\'target\' must be the name of a stage of the Dockerfile, got \'\''),

  {
    place: 'AlarmThresholds.cpuUtilizationPercent',
    kind: 'contradiction',
    fault: 'not above what the service scales for',
    warning: 'lowCpuAlarm',
    make: (stack) => ingress(stack, {}).addAlarms({ cpuUtilizationPercent: 70 }),
  },
  {
    place: 'targetCpuUtilizationPercent',
    kind: 'contradiction',
    fault: 'above what the alarm goes off at',
    warning: 'lowCpuAlarm',
    make: (stack) => ingress(stack, { targetCpuUtilizationPercent: 90 }).addAlarms(),
  },
];
