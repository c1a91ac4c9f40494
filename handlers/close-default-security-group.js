'use strict';
//= require ./parts/retry-denied
//= require ./parts/custom-resource
// Removes every rule of a VPC's default security group, so that whatever lands in it by accident reaches nothing.
// Properties: SecurityGroupId. Needs ec2:DescribeSecurityGroups, and ec2:RevokeSecurityGroupIngress and
// ec2:RevokeSecurityGroupEgress on the group.

const {
  DescribeSecurityGroupsCommand, EC2Client, RevokeSecurityGroupEgressCommand, RevokeSecurityGroupIngressCommand,
} = require('@aws-sdk/client-ec2');

const ec2 = new EC2Client({ maxAttempts: 8 });

const CLOSE_ATTEMPTS = 5;
const CLOSE_PAUSE_MS = 1_000;
const ALREADY_GONE = 'InvalidPermission.NotFound';

// EC2 lists all peers of the same protocol and ports together, and takes no group together with a range.
const PEERS = ['IpRanges', 'Ipv6Ranges', 'PrefixListIds', 'UserIdGroupPairs'];

exports.onCreate = exports.onUpdate = async (event) => {
  const groupId = event.ResourceProperties.SecurityGroupId;
  for (let attempt = 1; !await closed(groupId); attempt++) {
    if (attempt === CLOSE_ATTEMPTS) throw new Error(`the rules of security group '${groupId}' keep changing: deploy again`);
    await pause(CLOSE_PAUSE_MS * attempt);
  }
  return { physicalResourceId: groupId };
};

// The group goes with its VPC; opening it again before that would help nobody.
exports.onDelete = async () => {};

/** Whether every rule is gone. One that somebody else removed meanwhile makes EC2 refuse the whole call: look again then. */
async function closed(groupId) {
  const { SecurityGroups } = await send(ec2, new DescribeSecurityGroupsCommand({ GroupIds: [groupId] }));
  const group = held(SecurityGroups?.[0], 'ec2:DescribeSecurityGroups', `security group '${groupId}'`);
  try {
    const isClosedInwards = await revoke(RevokeSecurityGroupIngressCommand, groupId, group.IpPermissions);
    const isClosedOutwards = await revoke(RevokeSecurityGroupEgressCommand, groupId, group.IpPermissionsEgress);
    return isClosedInwards && isClosedOutwards;
  } catch (error) {
    if (error.name === ALREADY_GONE) return false;
    throw error;
  }
}

/**
 * Whether all rules are gone. By what the rules say, not by their ids: those are resources that a policy would have to name one by one.
 *
 * In a default VPC, EC2 lists the rules that it does not find in place of an error.
 * See https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupIngress.html.
 */
async function revoke(Command, groupId, permissions = []) {
  if (permissions.length === 0) return true;
  const { UnknownIpPermissions = [] } = await send(ec2, new Command({ GroupId: groupId, IpPermissions: permissions.flatMap(byKindOfPeer) }));
  return UnknownIpPermissions.length === 0;
}

function byKindOfPeer({ IpProtocol, FromPort, ToPort, ...peers }) {
  return PEERS.filter((kind) => peers[kind]?.length > 0).map((kind) => ({ IpProtocol, FromPort, ToPort, [kind]: peers[kind] }));
}
