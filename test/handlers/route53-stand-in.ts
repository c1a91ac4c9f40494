import { IncomingMessage, ServerResponse } from 'http';
import { bodyOf, LoopbackServer } from './loopback';

/** A record set, as XML without what encloses it. */
interface RecordSet {
  readonly name: string;
  readonly type: string;
  readonly setIdentifier: string;
  readonly xml: string;
}

const PAGE = 300;

/** The value of a new zone's SOA record, without the last number. */
const SOA_START = 'ns-1536.awsdns-00.co.uk. awsdns-hostmaster.amazon.com. 1 7200 900 1209600';

/** Route 53's record sets of private zones, in pages: batches are made as a whole or refused. */
export class Route53StandIn extends LoopbackServer {
  /** The record sets of each zone. */
  public readonly zones = new Map<string, RecordSet[]>();
  /** The batches that were made, by the names of their changes: `CREATE A api.example.com`. */
  public readonly batches: string[][] = [];
  /** Error codes of the next replies to changes, empty for none. */
  public readonly nextErrors: string[] = [];
  /** Error codes of the next replies to lists. */
  public readonly nextListErrors: string[] = [];
  /** Called after record sets were listed: they may change now. */
  public afterListing: () => void = () => {};

  /** Where the names of a zone lead: `A api.example.com > svc-1.on.aws`. */
  public leads(zone: string): string[] {
    return this.zones.get(zone)!.filter(({ type }) => type !== 'SOA' && type !== 'NS')
      .map(({ name, type, xml }) => `${type} ${name.replace('\\052', '*').replace(/\.$/, '')} > ${within(xml, 'DNSName') || within(xml, 'Value')}`.replace(/\.$/, '')).sort();
  }

  /** The SOA record of a zone: its time to live, and its value. */
  public soa(zone: string): [ttl: string, value: string] {
    const { xml } = this.zones.get(zone)!.find(({ type }) => type === 'SOA')!;
    return [within(xml, 'TTL'), within(xml, 'Value')];
  }

  /** Makes a zone with what each zone has. */
  public addZone(id: string, name: string, { minimum = '86400', ttl = '900' } = {}): void {
    this.zones.set(id, []);
    for (const [type, value] of [['SOA', `${SOA_START} ${minimum}`], ['NS', 'ns']]) this.put(id, `<Name>${name}</Name><Type>${type}</Type><TTL>${ttl}</TTL><ResourceRecords><ResourceRecord><Value>${value}</Value></ResourceRecord></ResourceRecords>`);
  }

  /** Makes a record as somebody else does. */
  public put(zone: string, xml: string): void {
    this.zones.get(zone)!.push(parsed(xml));
  }

  /** Removes the records of a name. */
  public remove(zone: string, name: string): void {
    this.zones.set(zone, this.zones.get(zone)!.filter((record) => record.name !== `${name}.`));
  }

  protected async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, this.url);
    const id = /hostedzone\/([^/]+)\/rrset/.exec(url.pathname)![1];
    const isChange = request.method === 'POST';
    const body = (await bodyOf(request)).toString();
    const error = (isChange ? this.nextErrors : this.nextListErrors).shift() || (this.zones.has(id) ? undefined : 'NoSuchHostedZone');
    const refusal = error ?? (isChange ? this.change(id, body) : undefined);
    response.writeHead(refusal ? 400 : 200, { 'content-type': 'text/xml' });
    if (refusal) return void response.end(errorXml(refusal));
    response.end(isChange
      ? `<ChangeResourceRecordSetsResponse ${NAMESPACE}><ChangeInfo><Id>/change/C1</Id><Status>PENDING</Status><SubmittedAt>2026-11-29T00:00:00Z</SubmittedAt></ChangeInfo></ChangeResourceRecordSetsResponse>`
      : this.page(id, url.searchParams));
    if (!isChange) this.afterListing();
  }

  private change(id: string, body: string): string | undefined {
    const after = [...this.zones.get(id)!];
    const changes = all(body, 'Change').map((xml) => ({ action: within(xml, 'Action'), record: parsed(within(xml, 'ResourceRecordSet')) }));
    for (const { action, record } of changes) {
      const same = after.filter((each) => each.name === record.name && each.type === record.type);
      if (action === 'DELETE') {
        const found = after.findIndex((each) => each.xml === record.xml);
        if (found < 0) return `InvalidChangeBatch:Tried to delete ${record.name}, but it was not found`;
        after.splice(found, 1);
      } else if (action === 'UPSERT' && record.type === 'SOA' && same.length === 1) {
        after.splice(after.indexOf(same[0]), 1, record);
      } else {
        if (action !== 'CREATE') return `InvalidChangeBatch:${action} is not expected`;
        if (same.some((each) => each.setIdentifier === record.setIdentifier || !each.setIdentifier)) return `InvalidChangeBatch:Tried to create ${record.name}, but it already exists`;
        after.push(record);
      }
    }
    if (changes.length > 1000) return 'InvalidChangeBatch:Number of records limit of 1000 exceeded.';
    this.zones.set(id, after);
    this.batches.push(changes.map(({ action, record }) => `${action} ${record.type} ${record.name.replace(/\.$/, '')}`));
    return undefined;
  }

  private page(id: string, query: URLSearchParams): string {
    const key = ({ name, type, setIdentifier }: RecordSet) => `${name}|${type}|${setIdentifier}`;
    const records = [...this.zones.get(id)!].sort((one, other) => (key(one) < key(other) ? -1 : 1));
    const start = query.has('name') ? records.findIndex((each) => key(each) === `${query.get('name')}|${query.get('type')}|${query.get('identifier') ?? ''}`) : 0;
    const next = records[start + PAGE];
    const more = next ? `<NextRecordName>${next.name}</NextRecordName><NextRecordType>${next.type}</NextRecordType>${next.setIdentifier ? `<NextRecordIdentifier>${next.setIdentifier}</NextRecordIdentifier>` : ''}` : '';
    return `<ListResourceRecordSetsResponse ${NAMESPACE}><ResourceRecordSets>${records.slice(start, start + PAGE).map(({ xml }) => `<ResourceRecordSet>${xml}</ResourceRecordSet>`).join('')}</ResourceRecordSets>`
      + `<IsTruncated>${Boolean(next)}</IsTruncated>${more}<MaxItems>${PAGE}</MaxItems></ListResourceRecordSetsResponse>`;
  }
}

const NAMESPACE = 'xmlns="https://route53.amazonaws.com/doc/2013-04-01/"';

function errorXml(refusal: string): string {
  const [code, message = 'You are told to fail.'] = refusal.split(':');
  return `<ErrorResponse ${NAMESPACE}><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`;
}

/** As Route 53 keeps it: names end in a full stop, and * is written as \052. */
function parsed(xml: string): RecordSet {
  const dotted = (text: string) => `${text.toLowerCase().replace('*', '\\052').replace(/\.$/, '')}.`;
  const name = dotted(within(xml, 'Name'));
  const kept = xml.replace(/<Name>.*?<\/Name>/, `<Name>${name}</Name>`).replace(/<DNSName>(.*?)<\/DNSName>/, (_, target: string) => `<DNSName>${dotted(target)}</DNSName>`);
  return { name, type: within(xml, 'Type'), setIdentifier: within(xml, 'SetIdentifier'), xml: kept };
}

function all(xml: string, tag: string): string[] {
  return [...xml.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, 'gs'))].map(([, content]) => content);
}

function within(xml: string, tag: string): string {
  return all(xml, tag)[0] ?? '';
}
