'use strict';
//= require ./parts/retry-denied
//= require ./parts/endpoint-associations
//= require ./parts/custom-resource
// Finds the names that VPC Lattice services have at the service-network endpoints of a VPC, which exist only once
// the endpoints do. Properties: EndpointIds, Services (generated names), optional Revision. Data: DomainName0,
// HostedZoneId0, DomainName1... in the order of Services.

// An endpoint takes some minutes until its services have names. The function may run for 12 minutes.
const WAIT_ATTEMPTS = 60;
const WAIT_PAUSE_MS = 10_000;

// An endpoint that lists no service with a name may be new: a minute is left to it before a later one serves in its place.
const FIRST_ATTEMPTS = 6;

exports.onCreate = exports.onUpdate = async (event) => {
  const { EndpointIds: endpointIds, Services: services } = event.ResourceProperties;
  for (let attempt = 1; ; attempt++) {
    const endpoints = await associationsOf(endpointIds);
    const names = services.map((service) => nameOf(service, endpoints, attempt > FIRST_ATTEMPTS));
    const missing = services.filter((_, index) => !names[index]);
    if (missing.length === 0) return { physicalResourceId: 'endpoint-services', data: dataOf(names) };
    if (attempt === WAIT_ATTEMPTS) {
      throw new Error(`waited ${WAIT_ATTEMPTS * WAIT_PAUSE_MS / 60_000} minutes for ${missing.join(', ')} to get a name at ${endpointIds.join(', ')}: `
        + 'associate the services with one of the service networks of these endpoints, then deploy again');
    }
    await pause(WAIT_PAUSE_MS);
  }
};

exports.onDelete = async () => {};

/** The name at the first endpoint that has the service, or nothing while that is not certain. */
function nameOf(service, endpoints, isLate) {
  const arnEnd = `/${serviceIdOf(service)}`;
  for (const associations of endpoints) {
    const own = associations.filter(({ AssociatedResourceArn }) => AssociatedResourceArn?.endsWith(arnEnd));
    const named = own.find(hasName);
    if (named) return named.DnsEntry;
    // While an association that failed goes, the one that replaces it may be there already.
    if (own.length > 0 && own.every(hasFailed)) throw failureOf(service, own[0]);
    if (own.length > 0 || (!isLate && !associations.some(hasName))) return undefined;
  }
  return undefined;
}

function hasFailed({ FailureCode, FailureReason }) {
  return Boolean(FailureCode ?? FailureReason);
}

function failureOf(service, { VpcEndpointId, FailureCode = 'no code', FailureReason = 'no reason given' }) {
  return new Error(`${service} gets no name at ${VpcEndpointId}: ${FailureCode}: ${FailureReason}: correct that, then deploy again`);
}

/** The id is part of the generated name: api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws. */
function serviceIdOf(generatedName) {
  const id = /-([0-9a-f]{17})\.[^.]+\.vpc-lattice-svcs\.[^.]+\.on\.aws$/.exec(generatedName)?.[1];
  if (!id) throw new Error(`'${generatedName}' is not the name that VPC Lattice generates for a service: check LatticeService.fromDomainName(...)`);
  return `svc-${id}`;
}

function dataOf(names) {
  return Object.fromEntries(names.flatMap(({ DnsName, HostedZoneId }, index) => [
    [`DomainName${index}`, DnsName],
    [`HostedZoneId${index}`, HostedZoneId],
  ]));
}
