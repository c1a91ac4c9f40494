import { Fn } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { isRange } from '../private/ip-ranges';
import { requireTypes, text } from '../private/type-checks';
import { requireGiven, requireThat } from '../private/validation';

/**
 * A VPC range that is only known when the stack is deployed, such as the value of a `CfnParameter`.
 *
 * `ec2.IpAddresses.cidr()` refuses tokens. Here CloudFormation divides the range, with `Fn::Cidr`.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-cidr.html
 */
export class DeployTimeIpAddresses implements ec2.IIpAddresses {
  /**
   * A range that CloudFormation divides into subnets.
   *
   * @param cidrBlock an IPv4 range between /16 and /20
   * @example
   * new LatticeExternalIngress(this, 'Ingress', { clients, lattice, ipAddresses: DeployTimeIpAddresses.cidr(range.valueAsString) });
   */
  public static cidr(cidrBlock: string): DeployTimeIpAddresses {
    requireTypes({ cidrBlock }, { cidrBlock: text });
    requireThat('cidrBlock', requireGiven('cidrBlock', cidrBlock, 'an IPv4 range, such as the value of a CfnParameter'), isRange, 'be an IPv4 range, such as 10.0.0.0/16');
    return new DeployTimeIpAddresses(cidrBlock);
  }

  private constructor(private readonly cidrBlock: string) {}

  /** The range of the VPC. */
  public allocateVpcCidr(): ec2.VpcIpamOptions {
    return { cidrBlock: this.cidrBlock };
  }

  /** One range for each subnet, all of one size. */
  public allocateSubnetsCidr(input: ec2.AllocateCidrRequest): ec2.SubnetIpamOptions {
    const masks = new Set(input.requestedSubnets.map((subnet) => subnet.configuration.cidrMask));
    const [mask] = masks;
    if (masks.size !== 1 || mask === undefined) {
      throw new Error(`'cidrMask' must be the same for each subnet of a range that is known at deploy time, got ${[...masks].join(', ')}: set it for each subnet`);
    }
    const ranges = Fn.cidr(input.vpcCidr, input.requestedSubnets.length, `${32 - mask}`);
    return { allocatedSubnets: input.requestedSubnets.map((_, index) => ({ cidr: Fn.select(index, ranges) })) };
  }
}
