import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import { Construct } from 'constructs';
import { LATTICE_PORTS } from './ports';
import { ClosedSecurityGroup } from '../private/closed-security-group';

/** What a way to VPC Lattice is given. */
export interface LatticeAccessBindOptions {
  /** The VPC of the ingress. */
  readonly vpc: ec2.IVpc;

  /** The security group of the tasks. */
  readonly tasks: ec2.ISecurityGroup;
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
   * @see https://docs.aws.amazon.com/vpc-lattice/latest/ug/service-network-associations.html
   */
  public static vpcAssociation(serviceNetwork: vpclattice.IServiceNetworkRef): LatticeAccess {
    return new VpcAssociation(serviceNetwork);
  }

  /** Makes nothing: the VPC is associated with a service network already, or will be elsewhere. */
  public static alreadyAssociated(): LatticeAccess {
    return new AlreadyAssociated();
  }

  /** Makes what is needed below `scope`. */
  public abstract bind(scope: Construct, options: LatticeAccessBindOptions): void;
}

class VpcAssociation extends LatticeAccess {
  constructor(private readonly serviceNetwork: vpclattice.IServiceNetworkRef) {
    super();
  }

  public bind(scope: Construct, { vpc, tasks }: LatticeAccessBindOptions): void {
    const securityGroup = new ClosedSecurityGroup(scope, 'SecurityGroup', {
      vpc,
      description: 'Association with VPC Lattice: in only from the tasks of the ingress',
    });
    LATTICE_PORTS.forEach((port) => securityGroup.addIngressRule(tasks, ec2.Port.tcp(port), 'tasks'));
    new vpclattice.CfnServiceNetworkVpcAssociation(scope, 'Association', {
      serviceNetworkIdentifier: this.serviceNetwork.serviceNetworkRef.serviceNetworkArn,
      vpcIdentifier: vpc.vpcId,
      securityGroupIds: [securityGroup.securityGroupId],
    });
  }
}

class AlreadyAssociated extends LatticeAccess {
  public bind(_scope: Construct, _options: LatticeAccessBindOptions): void {}
}
