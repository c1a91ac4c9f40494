'use strict';
//= require ./parts/retry-denied
//= require ./parts/endpoint-associations
//= require ./parts/custom-resource
//= require ./parts/schedule
// Keeps alias records for the services of service networks, in private zones: one A and one AAAA for each custom domain name.
// Properties: Owner; ServiceNetworks (ARNs); EndpointIds (in the order of the networks, none for an association); Domains (what is
// admitted); Zones ([{ Id, Name }]); ZoneId (the only one to look after, else all of them). The schedule sends the same. NegativeSeconds
// (for a zone of the stack only): how long a resolver may keep that a name does not exist.
// Needs vpc-lattice:ListServiceNetworkServiceAssociations, and on the zones route53:ListResourceRecordSets and ChangeResourceRecordSets.

const { ChangeResourceRecordSetsCommand, ListResourceRecordSetsCommand, Route53Client } = require('@aws-sdk/client-route-53');
const { ListServiceNetworkServiceAssociationsCommand, VPCLatticeClient } = require('@aws-sdk/client-vpc-lattice');

// The clients themselves wait longer and longer where they are throttled.
const lattice = new VPCLatticeClient({ maxAttempts: 8 });
const route53 = new Route53Client({ maxAttempts: 8 });

const LIST = 'vpc-lattice:ListServiceNetworkServiceAssociations';
const RECORDS = 'route53:ListResourceRecordSets';

// Route 53 takes 1,000 changes in a request. A name needs four at most: two records that go and two that come.
// See https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html.
const NAMES_PER_BATCH = 200;

// Where another run changed the same records meanwhile, Route 53 refuses the change: what is there then is looked at again.
const LOOKS = 3;

// A run that began before its schedule was deleted may write until it ends: a zone has to stay empty for so long.
const EMPTY_MS = 5_000;

// How many names of a kind a line of the log holds.
const NAMES_LOGGED = 20;

exports.onCreate = async (event) => {
  try {
    return await exports.onUpdate(event);
  } catch (error) {
    // CloudFormation deletes the zone next, which must be empty then.
    await exports.onDelete(event).catch(console.error);
    throw error;
  }
};

exports.onUpdate = async ({ ResourceProperties }) => {
  const { ZoneId, NegativeSeconds } = ResourceProperties;
  if (NegativeSeconds) await shortenNegativeAnswers(ZoneId, Number(NegativeSeconds));
  await follow(ResourceProperties);
  return { physicalResourceId: ZoneId };
};

exports.onDelete = async ({ ResourceProperties: { Owner, ZoneId } }) => {
  try {
    await removeAll(ZoneId, Owner);
    do await pause(EMPTY_MS); while (await removeAll(ZoneId, Owner) > 0);
  } catch (error) {
    if (error.name !== 'NoSuchHostedZone') throw error;
  }
};

// A zone of the stack is deleted next, and Route 53 refuses that while it holds records: the stack has to be deleted again then, with this before it.
exports.mustDelete = ({ ResourceProperties }) => Boolean(ResourceProperties.NegativeSeconds);

exports.onSchedule = follow;

/**
 * Lowers the last number of the zone's SOA record: resolvers keep that a name does not exist for that long, or for the record's own time to live
 * if that is less.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/SOA-NSrecords.html
 */
async function shortenNegativeAnswers(HostedZoneId, seconds) {
  const soa = held((await recordsOf(HostedZoneId)).find(({ Type }) => Type === 'SOA'), RECORDS, 'the SOA record of the zone');
  const [{ Value }] = soa.ResourceRecords;
  if (Math.min(soa.TTL, Number(Value.split(' ').at(-1))) <= seconds) return;
  const ResourceRecordSet = { ...soa, ResourceRecords: [{ Value: Value.replace(/\d+$/, seconds) }] };
  await send(route53, new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes: [{ Action: 'UPSERT', ResourceRecordSet }] } }));
}

/** Removes the records of the owner; gives how many names had some. */
async function removeAll(zoneId, owner) {
  const names = [...namesIn(await recordsOf(zoneId), owner).values()].filter((own) => own.length > 0);
  await apply(zoneId, names.map((own) => own.map(deletionOf)));
  return names.length;
}

/** Reads all lists before it changes anything: where one cannot be read, the error leaves everything as it is. */
async function follow({ Owner, ServiceNetworks, EndpointIds = [], Domains, Zones, ZoneId }) {
  const claims = await claimsIn(ServiceNetworks, EndpointIds, Domains);
  const zones = Zones.map(({ Id, Name }) => ({ id: Id, claims: new Map([...claims].filter(([name]) => zoneOf(name, Zones)?.Name === Name)) }))
    .filter(({ id }) => !ZoneId || id === ZoneId);
  for (let look = 1; ; look++) {
    for (const zone of zones) zone.names = namesIn(await recordsOf(zone.id), Owner);
    const plans = zones.map((zone) => planFor(zone, Owner));
    let refused = [];
    for (const [index, { changes }] of plans.entries()) refused = [...refused, ...await apply(zones[index].id, changes)];
    if (refused.length === 0) return report(plans, [...claims.keys()].filter((name) => !zoneOf(name, Zones)));
    if (look === LOOKS) throw new Error(`Route 53 refused changes ${LOOKS} times: ${refused.slice(0, NAMES_LOGGED).join('; ')}`);
  }
}

function report(plans, withoutZone) {
  const all = (kind) => plans.flatMap((plan) => plan[kind]);
  const some = (names) => (names.length > 0 ? names.slice(0, NAMES_LOGGED) : undefined);
  // A metric filter of the stack reads followedNames, and finds it only in a line that is JSON as a whole: Lambda writes the time and the id of the
  // request before each line of the console. See https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html.
  const line = JSON.stringify({
    followedNames: all('served').length,
    changedNames: all('changes').length,
    // Two services claim the name: it stays where it was.
    claimedTwice: some(all('contested')),
    // Somebody else made a record of the name: it stays as it is.
    recordOfOthers: some(all('taken')),
    withoutZone: some(withoutZone),
  });
  process.stdout.write(`${line}\n`);
}

// --- what there should be ---

/** The services that claim each admitted name: where each of them is reached, unless it has no name there yet. */
async function claimsIn(serviceNetworks, endpointIds, domains) {
  // Asked for no endpoint, EC2 lists those of the whole account.
  const associations = endpointIds.length > 0 ? await associationsOf(endpointIds) : undefined;
  const claims = new Map();
  for (const [index, network] of serviceNetworks.entries()) {
    for (const { customDomainName, serviceArn, dnsEntry } of await servicesOf(network)) {
      const name = customDomainName?.toLowerCase().replace(/\.$/, '');
      const target = associations ? nameAtEndpoint(associations[index], serviceArn) : dnsEntry;
      if (!name || !isDomainName(name) || !domains.some((domain) => admits(domain.toLowerCase(), name))) continue;
      const claim = { serviceArn, ...target?.domainName && target.hostedZoneId && target };
      const others = claims.get(name) ?? [];
      const earlier = others.find((other) => other.serviceArn === serviceArn);
      // A service that is in several networks is reached in the first of them where it has a name.
      if (!earlier?.domainName) claims.set(name, [...others.filter((other) => other !== earlier), claim]);
    }
  }
  return claims;
}

async function servicesOf(serviceNetworkIdentifier) {
  const all = [];
  let nextToken;
  do {
    const page = await send(lattice, new ListServiceNetworkServiceAssociationsCommand({ serviceNetworkIdentifier, maxResults: 100, nextToken }));
    all.push(...held(page.items, LIST, 'a list'));
    ({ nextToken } = page);
  } while (nextToken);
  const active = all.filter((each) => each?.status === 'ACTIVE');
  // Taken for a service that has left, its records would go.
  for (const { serviceArn } of active) held(serviceArn, LIST, 'the ARN of a service');
  return active;
}

function nameAtEndpoint(associations, serviceArn) {
  const arnEnd = serviceArn.slice(serviceArn.lastIndexOf('/'));
  const { DnsEntry } = associations.find((each) => each.AssociatedResourceArn?.endsWith(arnEnd) && hasName(each)) ?? {};
  return DnsEntry && { domainName: DnsEntry.DnsName, hostedZoneId: DnsEntry.HostedZoneId };
}

/** What nginx forwards: a record of any other name is of no use, and what Route 53 would refuse would take the other names of its batch with it. */
function isDomainName(name) {
  return name.length <= 253 && /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name);
}

function admits(domain, name) {
  return domain === name || (domain.startsWith('*.') && name.endsWith(domain.slice(1)));
}

/** The most specific of the zones that hold the name: the one in which the VPC looks it up. */
function zoneOf(name, zones) {
  return zones.filter(({ Name }) => `.${name}`.endsWith(`.${plain(Name)}`)).sort((one, other) => other.Name.length - one.Name.length)[0];
}

// --- what there is ---

async function recordsOf(HostedZoneId) {
  const all = [];
  let start = {};
  for (;;) {
    const page = await send(route53, new ListResourceRecordSetsCommand({ HostedZoneId, ...start }));
    all.push(...held(page.ResourceRecordSets, RECORDS, 'records'));
    if (!page.IsTruncated) return all;
    start = { StartRecordName: page.NextRecordName, StartRecordType: page.NextRecordType, StartRecordIdentifier: page.NextRecordIdentifier };
  }
}

/** The names that lead somewhere, each with its records of the owner. All records of a name without any are somebody else's. */
function namesIn(records, owner) {
  const names = new Map();
  for (const record of records.filter(({ Type }) => ['A', 'AAAA', 'CNAME'].includes(Type))) {
    const name = plain(record.Name);
    if (!names.has(name)) names.set(name, []);
    if (record.SetIdentifier === owner) names.get(name).push(record);
  }
  return names;
}

/** Route 53 writes * as \052, and a full stop at the end. */
function plain(name) {
  return name.toLowerCase().replace('\\052', '*').replace(/\.$/, '');
}

// --- what to do ---

function planFor({ claims, names }, owner) {
  const plan = { changes: [], served: [], contested: [], taken: [] };
  for (const name of new Set([...claims.keys(), ...names.keys()])) {
    const own = names.get(name) ?? [];
    const services = claims.get(name) ?? [];
    if (services.length > 1) plan.contested.push(name);
    if (services.length > 0 && own.length === 0 && names.has(name)) {
      plan.taken.push(name);
      continue;
    }
    // A new endpoint gives its services their names some minutes later: what there is stays until then.
    if (services.some(({ domainName }) => !domainName)) {
      if (own.length > 0) plan.served.push(name);
      continue;
    }
    const service = services.length === 1 ? services[0] : services.find((each) => own.some((record) => leadsTo(record, each)));
    if (service) plan.served.push(name);
    const changes = changesOf(name, own, service, owner);
    if (changes.length > 0) plan.changes.push(changes);
  }
  return plan;
}

/** The changes of one name, which Route 53 makes together. A record is deleted as it was listed, or else Route 53 refuses. */
function changesOf(name, own, service, owner) {
  const wanted = service ? ['A', 'AAAA'].map((type) => recordOf(name, type, service, owner)) : [];
  const isThere = (record) => own.some((each) => each.Type === record.Type && isSame(each, record));
  return [
    ...own.filter((each) => !wanted.some((record) => record.Type === each.Type && isSame(each, record))).map(deletionOf),
    ...wanted.filter((record) => !isThere(record)).map((ResourceRecordSet) => ({ Action: 'CREATE', ResourceRecordSet })),
  ];
}

function deletionOf(ResourceRecordSet) {
  return { Action: 'DELETE', ResourceRecordSet };
}

/** A set identifier needs a routing policy; the only record of its name gets all that is asked, whatever its weight. */
function recordOf(Name, Type, { domainName: DNSName, hostedZoneId: HostedZoneId }, SetIdentifier) {
  return { Name, Type, SetIdentifier, Weight: 1, AliasTarget: { DNSName, HostedZoneId, EvaluateTargetHealth: false } };
}

function isSame(record, wanted) {
  const { Weight, AliasTarget: { EvaluateTargetHealth } = {} } = record;
  const { DNSName, HostedZoneId } = wanted.AliasTarget;
  return Weight === wanted.Weight && EvaluateTargetHealth === false && leadsTo(record, { domainName: DNSName, hostedZoneId: HostedZoneId });
}

function leadsTo({ AliasTarget }, { domainName, hostedZoneId }) {
  return Boolean(AliasTarget) && plain(AliasTarget.DNSName) === plain(domainName) && AliasTarget.HostedZoneId === hostedZoneId;
}

/** Makes the changes of each name, many names at a time; gives what Route 53 refused. */
async function apply(zoneId, changes) {
  const refused = [];
  for (let first = 0; first < changes.length; first += NAMES_PER_BATCH) {
    const batch = changes.slice(first, first + NAMES_PER_BATCH);
    const isRefused = await change(zoneId, batch.flat());
    // One name must not keep the others.
    for (const name of isRefused && batch.length > 1 ? batch : []) refused.push(...await change(zoneId, name) ?? []);
    if (isRefused && batch.length === 1) refused.push(...isRefused);
  }
  return refused;
}

async function change(HostedZoneId, Changes) {
  try {
    await send(route53, new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } }));
    return undefined;
  } catch (error) {
    if (error.name !== 'InvalidChangeBatch') throw error;
    return error.messages?.length > 0 ? error.messages : [error.message];
  }
}
