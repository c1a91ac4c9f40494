import { IncomingMessage, ServerResponse } from 'http';
import { bodyOf, LoopbackServer } from './loopback';

export interface SecurityGroupRule {
  /** A range, or the id of a security group or of a prefix list. */
  readonly peer: string;
  readonly isEgress: boolean;
}

/** A service at an endpoint, with its name there once it has one. */
export interface EndpointAssociation {
  readonly endpointId: string;
  /** Without one it is something else than a service. */
  readonly serviceId: string;
  readonly name?: string;
  /** Without one the name has no hosted zone. */
  readonly zone?: string;
  readonly failureCode?: string;
  readonly failureReason?: string;
}

/** EC2's query API as far as prefix lists, in pages of two, the rules of security groups and service-network endpoints go. */
export class Ec2StandIn extends LoopbackServer {
  public readonly calls: URLSearchParams[] = [];
  /** Ids of managed prefix lists by name. */
  public readonly prefixLists = new Map<string, string>();
  /** Rules by security group. */
  public readonly rules = new Map<string, SecurityGroupRule[]>();
  /** What service-network endpoints are associated with. */
  public readonly associations: EndpointAssociation[] = [];
  /** Error codes of the next replies. */
  public readonly nextErrors: string[] = [];
  /** Whether a list that is empty is left out. */
  public leavesOutEmptyLists = false;
  /** Called after rules or associations were listed: they may change now. */
  public afterListing: () => void = () => {};

  public callsOf(action: string): URLSearchParams[] {
    return this.calls.filter((call) => call.get('Action') === action);
  }

  protected async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = new URLSearchParams((await bodyOf(request)).toString());
    this.calls.push(call);
    const error = this.nextErrors.shift() ?? this.refusal(call);
    if (error) {
      response.writeHead(error === 'RequestLimitExceeded' ? 503 : 400, { 'content-type': 'text/xml' });
      response.end(`<Response><Errors><Error><Code>${error}</Code><Message>You are told to fail.</Message></Error></Errors><RequestID>1</RequestID></Response>`);
      return;
    }
    const action = call.get('Action')!;
    response.writeHead(200, { 'content-type': 'text/xml' });
    response.end(`<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId>${this.run(action, call)}</${action}Response>`);
  }

  /**
   * EC2 revokes all the rules of a call or, if one of them is not there, none. It takes no set of permissions with a group and a range, and none without
   * either: "Missing source specification: include source security group or CIDR information".
   *
   * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupIngress.html
   * @see https://github.com/boto/boto3/issues/1078
   */
  private refusal(call: URLSearchParams): string | undefined {
    const isEgress = call.get('Action') === 'RevokeSecurityGroupEgress';
    if (!isEgress && call.get('Action') !== 'RevokeSecurityGroupIngress') return undefined;
    if (setsOf(call).some((peers) => peers.length === 0)) return 'MissingParameter';
    if (setsOf(call).some((peers) => peers.some(isGroup) && !peers.every(isGroup))) return 'InvalidParameterCombination';
    const present = this.rules.get(call.get('GroupId')!)!.filter((rule) => rule.isEgress === isEgress).map((rule) => rule.peer);
    return peersOf(call).every((peer) => present.includes(peer)) ? undefined : 'InvalidPermission.NotFound';
  }

  private run(action: string, call: URLSearchParams): string {
    const filter = valuesOf(call, 'Filter.1.Value');
    switch (`${action} ${call.get('Filter.1.Name') ?? ''}`.trim()) {
      case 'DescribeManagedPrefixLists prefix-list-name': {
        const found = [...this.prefixLists].filter(([name]) => filter.includes(name));
        const items = found.map(([name, id]) => `<item><prefixListId>${id}</prefixListId><prefixListName>${name}</prefixListName></item>`);
        return this.page('prefixListSet', items, call);
      }
      case 'DescribeVpcEndpointAssociations': {
        const asked = valuesOf(call, 'VpcEndpointId');
        const items = this.associations.filter(({ endpointId }) => asked.includes(endpointId)).map(itemOf);
        const listed = this.page('vpcEndpointAssociationSet', items, call);
        this.afterListing();
        return listed;
      }
      case 'DescribeSecurityGroups': {
        const groupId = call.get('GroupId.1')!;
        const permissions = (name: string, isEgress: boolean) => {
          const peers = this.rules.get(groupId)!.filter((rule) => rule.isEgress === isEgress).map(({ peer }) => peer);
          const list = (tag: string, items: string[]) => (items.length === 0 && this.leavesOutEmptyLists ? '' : `<${tag}>${items.map((each) => `<item>${each}</item>`).join('')}</${tag}>`);
          // All rules with the same protocol and ports are one set of permissions.
          const set = '<ipProtocol>-1</ipProtocol>'
            + list('groups', peers.filter(isGroup).map((peer) => `<userId>111122223333</userId><groupId>${peer}</groupId>`))
            + list('prefixListIds', peers.filter(isPrefixList).map((peer) => `<prefixListId>${peer}</prefixListId>`))
            + list('ipv6Ranges', peers.filter(isIpv6).map((peer) => `<cidrIpv6>${peer}</cidrIpv6>`))
            + list('ipRanges', peers.filter((peer) => ![isGroup, isPrefixList, isIpv6].some((is) => is(peer))).map((peer) => `<cidrIp>${peer}</cidrIp>`));
          return list(name, peers.length > 0 ? [set] : []);
        };
        const group = permissions('ipPermissions', false) + permissions('ipPermissionsEgress', true);
        this.afterListing();
        return `<securityGroupInfo><item><groupId>${groupId}</groupId>${group}</item></securityGroupInfo>`;
      }
      case 'RevokeSecurityGroupIngress':
      case 'RevokeSecurityGroupEgress': {
        const groupId = call.get('GroupId')!;
        const isRevoked = ({ peer, isEgress }: SecurityGroupRule) => peersOf(call).includes(peer) && isEgress === (action === 'RevokeSecurityGroupEgress');
        this.rules.set(groupId, this.rules.get(groupId)!.filter((rule) => !isRevoked(rule)));
        return '<return>true</return>';
      }
      default: throw new Error(`no such call: ${call}`);
    }
  }

  private page(name: string, items: string[], call: URLSearchParams): string {
    const start = Number(call.get('NextToken') ?? 0);
    const next = start + 2 < items.length ? `<nextToken>${start + 2}</nextToken>` : '';
    return items.length === 0 && this.leavesOutEmptyLists ? '' : `<${name}>${items.slice(start, start + 2).join('')}</${name}>${next}`;
  }
}

function itemOf({ endpointId, serviceId, name, zone = `Z-${name}`, failureCode, failureReason }: EndpointAssociation): string {
  const element = (tag: string, content?: string) => content ? `<${tag}>${content}</${tag}>` : '';
  return element('item', element('vpcEndpointId', endpointId)
    + element('associatedResourceArn', serviceId && `arn:aws:vpc-lattice:us-east-1:1:service/${serviceId}`)
    + element('failureCode', failureCode) + element('failureReason', failureReason)
    + (name ? element('dnsEntry', element('dnsName', name) + element('hostedZoneId', zone)) : ''));
}

function valuesOf(call: URLSearchParams, prefix: string): string[] {
  return [...call].filter(([name]) => name.startsWith(`${prefix}.`)).map(([, value]) => value);
}

function isGroup(peer: string): boolean {
  return peer.startsWith('sg-');
}

function isPrefixList(peer: string): boolean {
  return peer.startsWith('pl-');
}

function isIpv6(peer: string): boolean {
  return peer.includes(':');
}

/** The ranges, groups and prefix lists in each set of permissions of a call. */
function setsOf(call: URLSearchParams): string[][] {
  const sets: Record<string, string[]> = {};
  for (const [name, value] of call) {
    const [, set, parameter] = /^IpPermissions\.(\d+)\.(?:.*\.)?(\w+)$/.exec(name) ?? [];
    if (set) (sets[set] ??= []).push(...['CidrIp', 'CidrIpv6', 'GroupId', 'PrefixListId'].includes(parameter) ? [value] : []);
  }
  return Object.values(sets);
}

function peersOf(call: URLSearchParams): string[] {
  return setsOf(call).flat();
}
