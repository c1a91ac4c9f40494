import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import { Construct, IDependable } from 'constructs';
import { LatticeService } from './lattice-service';
import { LATTICE_PORTS } from './ports';
import { ServiceNetworkEndpointsOptions, ServiceNetworkEndpoints } from './service-network-endpoints';
import { VpcAssociation, VpcAssociationOptions } from './vpc-association';

/** What a way to VPC Lattice is given. */
export interface LatticeAccessBindOptions {
  /** The VPC of the ingress. */
  readonly vpc: ec2.IVpc;

  /** The subnets of the tasks. */
  readonly subnets: ec2.ISubnet[];

  /** The security group of the tasks. */
  readonly taskSecurityGroup: ec2.ISecurityGroup;

  /** The address ranges of VPC Lattice in an associated VPC. */
  readonly latticePrefixLists: ec2.IPeer[];

  /** The services that are forwarded to by name. */
  readonly services: LatticeService[];

  /** The names that are looked up as requests come. With neither these nor services, requests go to generated names. */
  readonly allowedDomains: string[];
}

/** What a way to VPC Lattice has made. */
export interface LatticeAccessConfig {
  /** The services by the names that they have on this way, in the order in which they were given. */
  readonly services: LatticeService[];

  /** What has to exist before the first task starts. */
  readonly ready: IDependable[];
}

/**
 * How the tasks reach VPC Lattice.
 */
export abstract class LatticeAccess {
  /**
   * Associates the VPC of the ingress with a service network.
   *
   * The association has a security group that lets in only the tasks. A VPC has one association at most.
   *
   * @param serviceNetwork a `CfnServiceNetwork`, or one imported with `LatticeServiceNetwork`
   * @param options further security groups
   * @throws at synth where the app associates the same VPC twice
   * @see https://docs.aws.amazon.com/vpc-lattice/latest/ug/service-network-associations.html
   */
  public static vpcAssociation(serviceNetwork: vpclattice.IServiceNetworkRef, options: VpcAssociationOptions = {}): LatticeAccess {
    return new AssociationAccess((scope, bindOptions) => [new VpcAssociation(scope, 'Association', serviceNetwork, { ...bindOptions, ...options })]);
  }

  /** Makes nothing: the VPC is associated with a service network already, or will be elsewhere. */
  public static alreadyAssociated(): LatticeAccess {
    return new AssociationAccess(() => []);
  }

  /**
   * Makes an endpoint in the VPC for each of these service networks; there may be many.
   *
   * Each service gets names of its own at each endpoint. They are found when the stack is deployed, ten services at a
   * time, which waits for up to ten minutes until each of `services` is there. Generated names lead to an association, not to an endpoint.
   *
   * @param serviceNetworks where a service is in several, the first that has it serves it
   * @param options subnets, security groups, and when to look again
   * @throws where a subnet has no room for an endpoint of each service network, and where the ingress has neither `services` nor `allowedDomains`
   * @see https://docs.aws.amazon.com/vpc/latest/privatelink/access-with-service-network-endpoint.html
   */
  public static serviceNetworkEndpoints(
    serviceNetworks: vpclattice.IServiceNetworkRef[], options: ServiceNetworkEndpointsOptions = {},
  ): LatticeAccess {
    return new EndpointAccess(serviceNetworks, options);
  }

  /** Makes what is needed below `scope`. */
  public abstract bind(scope: Construct, options: LatticeAccessBindOptions): LatticeAccessConfig;
}

type MakeAssociation = (scope: Construct, options: LatticeAccessBindOptions) => IDependable[];

/** Services keep their generated names, which resolve to addresses of VPC Lattice. */
class AssociationAccess extends LatticeAccess {
  constructor(private readonly makeAssociation: MakeAssociation) {
    super();
  }

  public bind(scope: Construct, options: LatticeAccessBindOptions): LatticeAccessConfig {
    for (const range of options.latticePrefixLists) {
      LATTICE_PORTS.forEach((port) => options.taskSecurityGroup.addEgressRule(range, ec2.Port.tcp(port), 'VPC Lattice'));
    }
    return { services: options.services, ready: this.makeAssociation(scope, options) };
  }
}

class EndpointAccess extends LatticeAccess {
  constructor(private readonly serviceNetworks: vpclattice.IServiceNetworkRef[], private readonly options: ServiceNetworkEndpointsOptions) {
    super();
    ServiceNetworkEndpoints.requireNetworks(serviceNetworks);
  }

  public bind(scope: Construct, options: LatticeAccessBindOptions): LatticeAccessConfig {
    if (options.services.length === 0 && options.allowedDomains.length === 0) {
      throw new Error('\'lattice\' must not be LatticeAccess.serviceNetworkEndpoints() with neither \'services\' nor \'allowedDomains\': generated names ' +
        'resolve to addresses that only an association serves; name the services, or use LatticeAccess.vpcAssociation()');
    }
    const endpoints = new ServiceNetworkEndpoints(scope, 'Endpoints', { ...options, ...this.options, serviceNetworks: this.serviceNetworks });
    return { services: endpoints.services, ready: [endpoints] };
  }
}
