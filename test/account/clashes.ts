/** What two parts of a drawn ingress cannot be at the same time. */
import { Aws } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import { Egress, Exposure, LatticeAccess, LatticeExternalIngressProps, ProxyImage } from '../../src';

export type Drawn = Partial<LatticeExternalIngressProps>;

// Each is one object, so that it is known again.
export const IPV6_ONLY = Egress.ipv6Only();
export const CLOUDFRONT = Exposure.cloudFrontVpcOrigin();
export const OF_REGISTRY = ProxyImage.fromRegistry(`${Aws.ACCOUNT_ID}.dkr.ecr.us-east-1.amazonaws.com/nginx@sha256:${'0'.repeat(64)}`);

const endpoints = new Set<LatticeAccess | undefined>();

/** `LatticeAccess.serviceNetworkEndpoints()`, which is known again too. */
export function endpointsOf(...serviceNetworks: vpclattice.IServiceNetworkRef[]): LatticeAccess {
  const made = LatticeAccess.serviceNetworkEndpoints(serviceNetworks);
  endpoints.add(made);
  return made;
}

/** Two things that exclude each other, and the props without the one or without the other. */
interface Clash {
  readonly isIn: (props: Drawn) => boolean | undefined;
  readonly without: [(props: Drawn) => Drawn, (props: Drawn) => Drawn];
}

const omit = (...names: (keyof Drawn)[]) => (props: Drawn): Drawn => ({ ...props, ...Object.fromEntries(names.map((each) => [each, undefined])) });
const namesForEverybody = (props: Drawn): Drawn => ({
  ...props, restrictedDomains: undefined, services: props.services?.map(({ clients: _, ...service }) => service),
});
const withName = (props: Drawn): Drawn => ({ ...props, allowedDomains: ['named.example.com'] });
const withoutEndpoints = (props: Drawn): Drawn => ({ ...props, lattice: LatticeAccess.alreadyAssociated() });
const withIpv4Client = ({ clients = [], ...props }: Drawn): Drawn => ({ ...props, clients: [...clients, ec2.Peer.ipv4('192.0.2.0/24')] });

const isNameless = ({ services, allowedDomains, restrictedDomains }: Drawn) => !services && !allowedDomains && !restrictedDomains;
/** The existing VPC has no IPv6 ranges. */
const isIpv4Only = ({ vpc, exposure }: Drawn) => vpc !== undefined || exposure === CLOUDFRONT;
const hasIpv6Client = ({ clients = [] }: Drawn) => clients.some(({ uniqueId }) => uniqueId.includes(':'));

/** Everything that is drawn together often and cannot be together. */
export const CLASHES: Clash[] = [
  { isIn: ({ egress, enableExecuteCommand }) => egress === IPV6_ONLY && enableExecuteCommand, without: [omit('egress'), omit('enableExecuteCommand')] },
  { isIn: ({ egress, vpc }) => egress === IPV6_ONLY && vpc !== undefined, without: [omit('egress'), omit('vpc')] },
  { isIn: ({ egress, exposure }) => egress === IPV6_ONLY && exposure === CLOUDFRONT, without: [omit('egress'), omit('exposure')] },
  { isIn: ({ egress, image }) => egress === IPV6_ONLY && image === OF_REGISTRY, without: [omit('egress'), omit('image')] },
  { isIn: ({ exposure, publicZone }) => exposure === CLOUDFRONT && publicZone !== undefined, without: [omit('exposure'), omit('publicZone', 'recordRouting')] },
  { isIn: ({ exposure, restrictedDomains }) => exposure === CLOUDFRONT && restrictedDomains !== undefined, without: [omit('exposure'), namesForEverybody] },
  { isIn: ({ privateLink, restrictedDomains }) => privateLink !== undefined && restrictedDomains !== undefined, without: [omit('privateLink'), namesForEverybody] },
  { isIn: (props) => isIpv4Only(props) && hasIpv6Client(props), without: [omit('vpc', 'exposure'), (props) => withIpv4Client(namesForEverybody(props))] },
  { isIn: (props) => props.publicZone !== undefined && isNameless(props), without: [omit('publicZone', 'recordRouting'), withName] },
  { isIn: (props) => endpoints.has(props.lattice) && isNameless(props), without: [withoutEndpoints, withName] },
];

/** The props without one side of each clash in them. */
export function settled(props: Drawn, sides: number[]): Drawn {
  return CLASHES.reduce((left, { isIn, without }, index) => (isIn(left) ? without[sides[index]](left) : left), withClientsOfNames(props));
}

/** Who may ask for a name has to be among the clients of the ingress. */
function withClientsOfNames(props: Drawn): Drawn {
  const [partner] = props.restrictedDomains ?? [];
  return { ...props, clients: [...props.clients ?? [], ...partner?.clients ?? []] };
}
