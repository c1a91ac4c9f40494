'use strict';
// Finds the names that VPC Lattice services have at the service-network endpoints of a VPC, which exist only once
// the endpoints do. Properties: EndpointIds, Services (generated names), optional Revision. Data: DomainName0,
// HostedZoneId0, DomainName1... in the order of Services. Needs ec2:DescribeVpcEndpointAssociations.

const { DescribeVpcEndpointAssociationsCommand, EC2Client } = require('@aws-sdk/client-ec2');

const ec2 = new EC2Client({ maxAttempts: 8 });

// An endpoint takes some minutes until its services have names. The function may run for 12 minutes.
const WAIT_ATTEMPTS = 60;
const WAIT_PAUSE_MS = 10_000;

exports.onCreate = exports.onUpdate = async (event) => {
  const { EndpointIds: endpointIds, Services: services } = event.ResourceProperties;
  for (let attempt = 1; ; attempt++) {
    const names = await namesAt(endpointIds, services);
    const missing = services.filter((_, index) => !names[index]);
    if (missing.length === 0) return { physicalResourceId: 'endpoint-services', data: dataOf(names) };
    if (attempt === WAIT_ATTEMPTS) {
      throw new Error(`waited ${WAIT_ATTEMPTS * WAIT_PAUSE_MS / 60_000} minutes for ${missing.join(', ')} to get a name at ${endpointIds.join(', ')}: `
        + 'associate the services with one of the service networks of these endpoints, then deploy again');
    }
    await new Promise((resolve) => setTimeout(resolve, WAIT_PAUSE_MS));
  }
};

exports.onDelete = async () => {};

async function namesAt(endpointIds, services) {
  const associations = await associationsOf(endpointIds);
  // Endpoints in the order in which they were given: the first that has a service serves it.
  associations.sort((one, other) => endpointIds.indexOf(one.VpcEndpointId) - endpointIds.indexOf(other.VpcEndpointId));
  return services.map((service) => associations
    .find(({ AssociatedResourceArn, DnsEntry }) => DnsEntry?.DnsName && AssociatedResourceArn?.endsWith(`/${serviceIdOf(service)}`))?.DnsEntry);
}

async function associationsOf(endpointIds) {
  const associations = [];
  let NextToken;
  do {
    const page = await ec2.send(new DescribeVpcEndpointAssociationsCommand({ VpcEndpointIds: endpointIds, NextToken }));
    associations.push(...page.VpcEndpointAssociations ?? []);
    ({ NextToken } = page);
  } while (NextToken);
  return associations;
}

/** The id is part of the generated name: api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws. */
function serviceIdOf(generatedName) {
  const id = /-([0-9a-f]{17})\./.exec(generatedName)?.[1];
  if (!id) throw new Error(`'${generatedName}' is not the name that VPC Lattice generates for a service: check LatticeService.fromDomainName(...)`);
  return `svc-${id}`;
}

function dataOf(names) {
  return Object.fromEntries(names.flatMap(({ DnsName, HostedZoneId }, index) => [
    [`DomainName${index}`, DnsName],
    [`HostedZoneId${index}`, HostedZoneId],
  ]));
}
