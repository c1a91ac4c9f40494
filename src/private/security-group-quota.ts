/**
 * The rules that a security group takes in one direction, for IPv4 and for IPv6 each, unless AWS raised the quota. A prefix list counts with its weight in both.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
 */
export const RULES_OF_SECURITY_GROUP = 60;
