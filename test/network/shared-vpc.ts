import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Egress, EgressEndpoints, LatticeAccess, LatticeExternalIngress, LatticeExternalIngressProps } from '../../src';

export const US_EAST_1 = { account: '111122223333', region: 'us-east-1' };

/** A stack with a VPC in which ingresses can be made. */
export class SharedVpc {
  public readonly app = new App();
  public readonly stack: Stack;
  public readonly vpc: ec2.IVpc;

  constructor(vpc?: (stack: Stack) => ec2.IVpc) {
    this.stack = new Stack(this.app, 'Stack', { env: US_EAST_1 });
    this.vpc = vpc?.(this.stack) ?? new ec2.Vpc(this.stack, 'Vpc', {
      natGateways: 0,
      restrictDefaultSecurityGroup: false,
      availabilityZones: ['us-east-1a', 'us-east-1b'],
      subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }, { name: 'Tasks', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
  }

  public ingress(id: string, props: Partial<LatticeExternalIngressProps> = {}, stack = this.stack): LatticeExternalIngress {
    return new LatticeExternalIngress(stack, id, {
      clients: [ec2.Peer.ipv4('203.0.113.0/24')], lattice: LatticeAccess.alreadyAssociated(), vpc: this.vpc, ...props,
    });
  }

  public using(existing: EgressEndpoints, props: Partial<LatticeExternalIngressProps> = {}): LatticeExternalIngress {
    return this.ingress('Ingress', { egress: Egress.interfaceEndpoints({ existing }), ...props });
  }

  public endpoint(id: string, service: ec2.InterfaceVpcEndpointAwsService, options: Partial<ec2.InterfaceVpcEndpointOptions> = {}) {
    return this.vpc.addInterfaceEndpoint(id, { service, open: false, ...options });
  }

  public get template(): Template {
    return Template.fromStack(this.stack);
  }

  /** The services that have an endpoint, in order. */
  public get services(): string[] {
    return Object.values(this.template.findResources('AWS::EC2::VPCEndpoint'))
      .map(({ Properties }) => (Properties.ServiceName['Fn::Join']?.[1].join('') ?? Properties.ServiceName).replace(/^.*us-east-1\./, '').replace(/^.*\.(?=s3$)/, ''))
      .sort();
  }
}

/** What the rules let a security group do on port 443, by logical ids. */
export function rulesBetween(template: Template): string[] {
  const groupOf = (value: any) => (value?.['Fn::GetAtt']?.[0] ?? value ?? '').replace(/[0-9A-F]{8}$/, '');
  return [
    ...Object.values(template.findResources('AWS::EC2::SecurityGroupEgress')).map(({ Properties: p }) => `${groupOf(p.GroupId)} to ${groupOf(p.DestinationSecurityGroupId)}`),
    ...Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties: p }) => `${groupOf(p.GroupId)} from ${groupOf(p.SourceSecurityGroupId)}`),
  ].filter((rule) => !rule.endsWith(' ')).sort();
}
