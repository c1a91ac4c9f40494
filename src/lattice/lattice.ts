import { Stack } from 'aws-cdk-lib';
import { Construct, IDependable } from 'constructs';
import { followedZones } from './followed-zones';
import { IngressRoute } from './ingress-route';
import { LatticeAccessOptions } from './lattice-access';
import { portsOf, portsOfAll } from './lattice-ports';
import { addPrivateRecords, PrivateRecordOptions, privateRecordsOf } from './private-records';
import { PrivateZones } from './private-zones';
import { warnWithoutLattice } from './regions-without-lattice';
import { ServiceFollower } from './service-follower';
import { Network } from '../network';
import { warnOfOtherAccount } from '../private/other-account';
import { requireSameApp } from '../private/same-app';
import { labelOf, ServiceRoute } from '../private/service-route';
import { identityOf, inOrder } from '../private/stable-ids';
import { requireSameRegion, requireThat } from '../private/validation';
import { PRIVATE_ZONES, requireDns } from '../private/vpc-dns';

/** Options for the way from the tasks to VPC Lattice, and for private records of its services. */
export interface LatticeOptions extends LatticeAccessOptions, PrivateRecordOptions {}

export interface LatticeProps extends LatticeOptions {
  readonly network: Network;
  readonly services: IngressRoute[];
  readonly allowedDomains: string[];
  /** Whether tasks connect to HTTP listeners of services. */
  readonly forwardsHttp: boolean;
  /** The props for names that were given as empty lists. */
  readonly emptyLists: string[];
}

/** The way from the tasks to VPC Lattice. */
export class Lattice extends Construct {
  /** The public names of `services`, each with the DNS name by which tasks reach its service. */
  public readonly routes: ServiceRoute[];

  /** What has to exist before the first task starts. */
  public readonly ready: IDependable[];

  /** What makes records for services that come later. Nothing where no service network is followed. */
  public readonly follower?: ServiceFollower;

  constructor(scope: Construct, id: string, props: LatticeProps) {
    super(scope, id);

    warnWithoutLattice(this);
    const { vpc, taskSubnets, taskSecurityGroup, prefixLists } = props.network;
    const records = inOrder(this, privateRecordsOf(props, props.allowedDomains), ({ domainName }) => domainName);
    props.services.forEach((route) => requireReachable(this, 'services', route));
    records.forEach((record) => requireReachable(this, 'privateRecords', record));
    const named = [...props.services, ...records];
    const { services, ready, followed } = props.lattice.bind(this, {
      vpc,
      subnets: taskSubnets,
      taskSecurityGroup,
      latticePrefixLists: [prefixLists.vpcLattice],
      ports: portsOfAll(props.services, props.allowedDomains, props.forwardsHttp),
      services: named.map(({ service }) => service),
      allowedDomains: props.allowedDomains,
    });
    const reached = new Map(named.map((each, index) => [each, services[index]]));
    this.routes = props.services.map((route) => ({
      domainName: route.domainName,
      target: reached.get(route)!.domainName,
      label: labelOf(identityOf(this, route.domainName)),
      ...portsOf(route),
    }));
    const zones = new PrivateZones(this, vpc);
    addPrivateRecords(this, vpc, records.map((record) => ({ ...record, service: reached.get(record)! })), zones);
    this.ready = ready;
    if (records.length > 0 || followed) {
      requireDns(this, vpc, PRIVATE_ZONES);
    }
    if (followed) {
      const { allowedDomains, network: { isVpcNew } } = props;
      this.follower = new ServiceFollower(this, 'Follower', {
        ...followed,
        allowedDomains,
        zones: followedZones(this, { ...followed, vpc, isVpcNew, allowedDomains, privateZones: zones }),
        newZones: zones.made,
      });
    }
    requireNamesOrNone(props);
  }
}

/** Throws where a list of names came out empty: without names, the proxy forwards every generated name of the Region. */
function requireNamesOrNone({ emptyLists, services, allowedDomains }: LatticeProps): void {
  if (services.length === 0 && allowedDomains.length === 0 && emptyLists.length > 0) {
    throw new Error(`'${emptyLists[0]}' must not be empty, because without names the proxy forwards the generated name of every service of the Region: name the services, or leave it out if that is meant`);
  }
}

/** Throws where no tasks of this Region can reach the service by this name. */
function requireReachable(scope: Construct, prop: string, { domainName, service }: IngressRoute): void {
  requireSameRegion(prop, domainName, service._region, Stack.of(scope).region);
  if (service._made) {
    requireSameApp(scope, prop, service._made);
    warnOfOtherAccount(scope, prop, service._made, 'serviceOfAnotherAccount', 'tasks reach the service only if AWS RAM shares it or the service network between the two accounts');
  }
  requireThat(prop, service.domainName, (name) => !name.startsWith('vpce-'), 'hold services by the names that VPC Lattice generated for them',
    'names that start with vpce- belong to an endpoint; `aws vpc-lattice get-service` shows the other one');
}
