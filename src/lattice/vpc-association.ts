import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import { Construct } from 'constructs';
import { FollowServicesOptions } from './follow-services';
import { requireServiceNetwork } from './require-service-network';
import { ClosedSecurityGroup } from '../private/closed-security-group';
import { isResource } from '../private/resource-type';
import { requirePropsOfApp } from '../private/same-app';
import { additionalSecurityGroups } from '../private/security-groups';

/** Options of `LatticeAccess.vpcAssociation()`. */
export interface VpcAssociationOptions {
  /**
   * Further security groups of the association, for other clients in the VPC.
   *
   * @default - none
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * Options for following the service network, which makes services that are associated later reachable without a deployment.
   *
   * Clients reach them under their custom domain names. Only names that `allowedDomains` admits are followed. Give `{}` for the defaults.
   *
   * @default - not followed
   */
  readonly followServices?: FollowServicesOptions;
}

export interface VpcAssociationProps extends VpcAssociationOptions {
  readonly vpc: ec2.IVpc;
  readonly taskSecurityGroup: ec2.ISecurityGroup;
  readonly ports: number[];
}

/** How many security groups an association takes. @see https://docs.aws.amazon.com/vpc-lattice/latest/APIReference/API_CreateServiceNetworkVpcAssociation.html */
const MOST_SECURITY_GROUPS = 5;

/** The association of the VPC with a service network. */
export class VpcAssociation extends Construct {
  constructor(scope: Construct, id: string, serviceNetwork: vpclattice.IServiceNetworkRef, props: VpcAssociationProps) {
    super(scope, id);

    const { vpc, taskSecurityGroup, securityGroups, ports } = props;
    requireServiceNetwork(this, serviceNetwork);
    requirePropsOfApp(this, { securityGroups });
    const own = new ClosedSecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'Association with VPC Lattice: in only from the tasks of the ingress',
    });
    ports.forEach((port) => own.addIngressRule(taskSecurityGroup, ec2.Port.tcp(port), 'tasks'));
    new vpclattice.CfnServiceNetworkVpcAssociation(this, 'Resource', {
      serviceNetworkIdentifier: serviceNetwork.serviceNetworkRef.serviceNetworkArn,
      vpcIdentifier: vpc.vpcId,
      securityGroupIds: [own, ...additionalSecurityGroups(this, 'securityGroups', vpc, securityGroups, MOST_SECURITY_GROUPS - 1)].map(({ securityGroupId }) => securityGroupId),
    });
    this.node.addValidation({ validate: () => this.secondAssociations(vpc) });
  }

  /** A VPC can have one association with a service network, and VPC Lattice refuses a second one only during the deployment. */
  private secondAssociations(vpc: ec2.IVpc): string[] {
    return this.node.root.node.findAll()
      .filter((other) => isResource(other, vpclattice.CfnServiceNetworkVpcAssociation))
      // The same token, not what it resolves to: VPCs of different stacks may have the same logical id.
      .filter((other) => other.node.scope !== this && other.vpcIdentifier === vpc.vpcId)
      .map((other) => `'lattice' must not associate a VPC that has an association already, at '${other.node.path}': ` +
        'use LatticeAccess.alreadyAssociated(), or LatticeAccess.serviceNetworkEndpoints([...]) for a further service network');
  }
}
