import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { isResource } from './resource-type';

/** The address families of a subnet. What is unknown of an imported subnet is undefined. */
export interface IpFamilies {
  readonly ipv4?: boolean;
  readonly ipv6?: boolean;
}

/** The address families of a subnet that the app makes; nothing of one that is imported, because CDK does not know its IPv6 range. */
export function ipFamiliesOf(subnet: ec2.ISubnet): IpFamilies {
  const resource = subnet.node.defaultChild;
  if (!isResource(resource, ec2.CfnSubnet)) {
    return {};
  }
  return {
    ipv4: resource.ipv6Native !== true,
    ipv6: resource.ipv6Native === true || resource.ipv6CidrBlock !== undefined || resource.ipv6NetmaskLength !== undefined,
  };
}
