import { Annotations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import { Construct, IDependable } from 'constructs';
import { FollowedServiceNetworks, followServicesType } from './follow-services';
import { LatticeService } from './lattice-service';
import { ServiceNetworkEndpointsOptions, ServiceNetworkEndpoints } from './service-network-endpoints';
import { VpcAssociation, VpcAssociationOptions } from './vpc-association';
import * as cdk from '../private/cdk-type-checks';
import { isNameAtEndpoint } from '../private/generated-names';
import { listOf, requireOptions, requireTypes, text } from '../private/type-checks';

/** Options for the way from the tasks to VPC Lattice. */
export interface LatticeAccessOptions {
  /**
   * The way from the tasks to VPC Lattice: an association of the VPC, or endpoints in it.
   *
   * It has no default, because an ingress without a way to VPC Lattice serves nothing.
   */
  readonly lattice: LatticeAccess;
}

/** The input of `LatticeAccess.bind()`. */
export interface LatticeAccessBindOptions {
  /** The VPC of the ingress. */
  readonly vpc: ec2.IVpc;

  /** The subnets of the tasks. */
  readonly subnets: ec2.ISubnet[];

  /** The security group of the tasks. */
  readonly taskSecurityGroup: ec2.ISecurityGroup;

  /** The prefix lists with the addresses of VPC Lattice in an associated VPC. */
  readonly latticePrefixLists: ec2.IPeer[];

  /** The ports of VPC Lattice that the tasks connect to: 443 or those that services name, and with `HttpMode.proxy()` those of HTTP. */
  readonly ports: number[];

  /** The services that the proxy forwards to by their generated names. */
  readonly services: LatticeService[];

  /** The names that the proxy looks up for each request. If neither these nor services are given, it forwards generated names. */
  readonly allowedDomains: string[];
}

/** The result of `LatticeAccess.bind()`. */
export interface LatticeAccessConfig {
  /** The services by the names that they have on this way, in the order of the input. */
  readonly services: LatticeService[];

  /** The constructs that must exist before the first task starts. */
  readonly ready: IDependable[];

  /**
   * The service networks whose services are followed.
   *
   * @default - none
   */
  readonly followed?: FollowedServiceNetworks;
}

/**
 * The way from the tasks to VPC Lattice.
 *
 * A subclass makes another way. Its `bind()` makes what it needs below `scope`, opens the egress of `taskSecurityGroup` to VPC Lattice on
 * `ports`, and returns the services by the names that the tasks reach them by, in the order of the input.
 */
export abstract class LatticeAccess {
  /**
   * An association of the VPC with a service network.
   *
   * The association has a security group that lets in only the tasks. A VPC can be associated with only one service network.
   *
   * @param serviceNetwork a `CfnServiceNetwork`, or one imported with `LatticeServiceNetwork`
   * @param options further security groups, and whether the service network is followed
   * @throws at synth where the app associates the same VPC twice
   * @see https://docs.aws.amazon.com/vpc-lattice/latest/ug/service-network-associations.html
   * @example
   * new LatticeExternalIngress(this, 'Ingress', { clients, lattice: LatticeAccess.vpcAssociation(serviceNetwork) });
   */
  public static vpcAssociation(serviceNetwork: vpclattice.IServiceNetworkRef, options: VpcAssociationOptions = {}): LatticeAccess {
    requireTypes({ serviceNetwork }, { serviceNetwork: cdk.serviceNetwork });
    requireOptions(options, { securityGroups: listOf(cdk.securityGroup), followServices: followServicesType });
    return new AssociationAccess(
      (scope, bindOptions) => [new VpcAssociation(scope, 'Association', serviceNetwork, { ...bindOptions, ...options })],
      options.followServices && { ...options.followServices, serviceNetworks: [serviceNetwork] },
    );
  }

  /**
   * An existing association of the VPC with a service network.
   *
   * The construct makes no association. The security groups of the existing association must let in the tasks on port 443, with
   * `HttpMode.proxy()` on port 80, and on the ports that services name.
   *
   * @example
   * new LatticeExternalIngress(this, 'Ingress', { clients, vpc, lattice: LatticeAccess.alreadyAssociated() });
   */
  public static alreadyAssociated(): LatticeAccess {
    return new AssociationAccess(() => []);
  }

  /**
   * An endpoint in the VPC for each of these service networks.
   *
   * Each service has a further name at each endpoint. A function finds these names during the deployment, and waits up to ten minutes until
   * each of `services` has one. Generated names lead to an association, not to an endpoint.
   *
   * @param serviceNetworks the service networks; if a service is in several, it is reached through the first of them
   * @param options subnets, security groups, when to look again, and whether the service networks are followed
   * @throws where a subnet has no room for an endpoint of each service network, and where the ingress has neither `services`, `allowedDomains` nor `restrictedDomains`
   * @see https://docs.aws.amazon.com/vpc/latest/privatelink/access-with-service-network-endpoint.html
   * @example
   * new LatticeExternalIngress(this, 'Ingress', {
   *   clients,
   *   lattice: LatticeAccess.serviceNetworkEndpoints([serviceNetwork, sharedNetwork]),
   *   services: [{ domainName: 'api.example.com', service: LatticeService.fromCfnService(apiService) }],
   * });
   */
  public static serviceNetworkEndpoints(
    serviceNetworks: vpclattice.IServiceNetworkRef[], options: ServiceNetworkEndpointsOptions = {},
  ): LatticeAccess {
    requireTypes({ serviceNetworks }, { serviceNetworks: listOf(cdk.serviceNetwork) });
    requireOptions(options, {
      subnets: cdk.subnetSelection,
      securityGroups: listOf(cdk.securityGroup),
      revision: text,
      followServices: followServicesType,
    });
    return new EndpointAccess(serviceNetworks, options);
  }

  /**
   * The constructs of this way, made below `scope`. The ingress calls it once.
   *
   * @param scope the construct to make them in
   * @param options the VPC, the tasks, and the services and names to reach
   * @returns the services by the names that they have on this way, and what must exist before the first task starts
   */
  public abstract bind(scope: Construct, options: LatticeAccessBindOptions): LatticeAccessConfig;
}

type MakeAssociation = (scope: Construct, options: LatticeAccessBindOptions) => IDependable[];

/** Services keep their generated names, which resolve to addresses of VPC Lattice. */
class AssociationAccess extends LatticeAccess {
  constructor(private readonly makeAssociation: MakeAssociation, private readonly followed?: FollowedServiceNetworks) {
    super();
  }

  public bind(scope: Construct, options: LatticeAccessBindOptions): LatticeAccessConfig {
    warnOfNamesAtEndpoints(scope, options.allowedDomains);
    for (const range of options.latticePrefixLists) {
      options.ports.forEach((port) => options.taskSecurityGroup.addEgressRule(range, ec2.Port.tcp(port), 'VPC Lattice'));
    }
    return { services: options.services, ready: this.makeAssociation(scope, options), followed: this.followed };
  }
}

/** Warns of allowed names that belong to an endpoint, because tasks may connect only to the addresses of an association. */
function warnOfNamesAtEndpoints(scope: Construct, allowedDomains: string[]): void {
  const strays = allowedDomains.filter(isNameAtEndpoint);
  if (strays.length > 0) {
    Annotations.of(scope).addWarningV2('cdk-lattice-external-ingress:namesAtEndpoints',
      `'allowedDomains' holds ${strays.join(', ')}, which names an endpoint, and the tasks may connect to addresses of an association only. ` +
        'Name the services by the names that `aws vpc-lattice get-service` shows, use LatticeAccess.serviceNetworkEndpoints(), or acknowledge this warning if a group of \'taskSecurityGroups\' lets the tasks connect there.');
  }
}

class EndpointAccess extends LatticeAccess {
  constructor(private readonly serviceNetworks: vpclattice.IServiceNetworkRef[], private readonly options: ServiceNetworkEndpointsOptions) {
    super();
    ServiceNetworkEndpoints.requireNetworks(serviceNetworks);
  }

  public bind(scope: Construct, options: LatticeAccessBindOptions): LatticeAccessConfig {
    if (options.services.length === 0 && options.allowedDomains.length === 0) {
      throw new Error('\'lattice\' must not be LatticeAccess.serviceNetworkEndpoints() without \'services\', \'allowedDomains\' or \'restrictedDomains\': generated names ' +
        'resolve to addresses that only an association serves; name the services, or use LatticeAccess.vpcAssociation()');
    }
    const endpoints = new ServiceNetworkEndpoints(scope, 'Endpoints', {
      ...options,
      ...this.options,
      subnets: this.options.subnets ?? options.subnets,
      serviceNetworks: this.serviceNetworks,
    });
    const { followServices } = this.options;
    return {
      services: endpoints.services,
      ready: [endpoints],
      followed: followServices && { ...followServices, serviceNetworks: this.serviceNetworks, vpcEndpointIds: endpoints.endpointIds },
    };
  }
}
