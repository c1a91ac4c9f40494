'use strict';
// Lists what service-network endpoints are associated with. Needs ec2:DescribeVpcEndpointAssociations.

const { DescribeVpcEndpointAssociationsCommand, EC2Client } = require('@aws-sdk/client-ec2');

const ec2 = new EC2Client({ maxAttempts: 8 });

/** What each endpoint is associated with, in the order in which the endpoints were given. */
async function associationsOf(endpointIds) {
  const all = [];
  let NextToken;
  do {
    const page = await send(ec2, new DescribeVpcEndpointAssociationsCommand({ VpcEndpointIds: endpointIds, NextToken }));
    all.push(...page.VpcEndpointAssociations ?? []);
    ({ NextToken } = page);
  } while (NextToken);
  return endpointIds.map((id) => all.filter(({ VpcEndpointId }) => VpcEndpointId === id));
}

function hasName({ DnsEntry }) {
  return Boolean(DnsEntry?.DnsName && DnsEntry.HostedZoneId);
}
