import { Lazy, Names, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct, IConstruct } from 'constructs';
import { spelledAsEc2 } from './ip-ranges';
import { identityOf, resourceHere } from './stable-ids';
import { requireThat } from './validation';

/** What EC2 takes as the description of a rule. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html */
const DESCRIPTION = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]*$/;

/** The longest of these descriptions. */
const DESCRIPTION_CHARACTERS = 255;

export interface ClosedSecurityGroupProps {
  readonly vpc: ec2.IVpc;
  readonly description: string;
}

/**
 * A security group that lets nothing in or out until it is told to, and whose rules can change without one being there twice.
 *
 * EC2 gives a security group that is made without an egress rule one that allows everything. CDK keeps that from
 * happening with a rule of its own, but drops the rule as soon as another is added, also where the other becomes
 * a resource of its own (any rule that names a security group or a prefix list) and the list in the group is
 * empty again. The rule here stays.
 *
 * EC2 also refuses a rule that exists already. CloudFormation makes a resource under a new logical id before it deletes the one
 * under the old id, so a rule must keep its logical id while it says the same: see `NamedPeer`.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ec2-securitygroupegress.html
 */
export class ClosedSecurityGroup extends ec2.SecurityGroup {
  private readonly inlineIngress = new Map<string, ec2.CfnSecurityGroup.IngressProperty>();

  constructor(scope: Construct, id: string, props: ClosedSecurityGroupProps) {
    super(scope, id, { ...props, allowAllOutbound: false, disableInlineRules: false });
    // CDK's own list takes two prefix lists for the same rule, and keeps the first.
    const resource = this.node.defaultChild as ec2.CfnSecurityGroup;
    resource.securityGroupIngress = Lazy.any({ produce: () => [...this.inlineIngress.values()] }, { omitEmptyArray: true });
    this.addEgressRule(ec2.Peer.ipv4('255.255.255.255/32'), ec2.Port.tcp(1), 'Matches nothing, so that EC2 adds no rule that allows all traffic');
  }

  /** CDK makes the ids of rules from this. CDK's own value is the construct path, which changes with the ids of stages and stacks. */
  public get uniqueId(): string {
    return Names.uniqueResourceName(this, {});
  }

  public addIngressRule(peer: ec2.IPeer, port: ec2.Port, description?: string, remoteRule?: boolean): void {
    const named = this.named(peer, remoteRule);
    const byDefault = `from ${named.uniqueId}:${port}`;
    const text = described(description, byDefault);
    if (!named.canInlineRule) {
      super.addIngressRule(named, port, text, remoteRule);
      return;
    }
    const rule = { ...named.toIngressRuleConfig(), ...port.toRuleJson() };
    const key = JSON.stringify(rule);
    if (!this.inlineIngress.has(key)) {
      this.inlineIngress.set(key, { ...rule, description: text ?? byDefault });
    }
  }

  public addEgressRule(peer: ec2.IPeer, port: ec2.Port, description?: string, remoteRule?: boolean): void {
    const named = this.named(peer, remoteRule);
    super.addEgressRule(named, port, described(description, `to ${named.uniqueId}:${port}`), remoteRule);
  }

  /** A rule that CDK puts into the stack of the peer is called after this group. */
  private named(peer: ec2.IPeer, remoteRule = false): ec2.IPeer {
    const inStackOfPeer = remoteRule && ec2.SecurityGroup.isSecurityGroup(peer) && Stack.of(peer) !== Stack.of(this);
    return inStackOfPeer ? peer : new NamedPeer(this, peer);
  }
}

/** The description of a rule, checked. Nothing where that of CDK is short enough: it holds an id, which may be long. */
function described(description: string | undefined, byDefault: string): string | undefined {
  if (description === undefined) {
    return byDefault.length > DESCRIPTION_CHARACTERS ? byDefault.slice(0, DESCRIPTION_CHARACTERS) : undefined;
  }
  return requireThat('description', description, (text) => DESCRIPTION.test(text) && text.length <= DESCRIPTION_CHARACTERS,
    `be of letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*, ${DESCRIPTION_CHARACTERS} characters at most`, 'EC2 takes nothing else as the description of a rule, such as an apostrophe');
}

/**
 * A peer whose rule has a logical id that follows from what the peer is.
 *
 * CDK numbers peers that are tokens in the order in which they come, and names security groups by their construct path. Here a peer
 * that is a resource of the same stack is called by that resource's logical id, and its rule is a resource of its own, because two
 * groups may name each other. Any other peer is known by its value only, which a literal and a token may share: its
 * rule is part of the group, where another text for the same value changes nothing.
 */
class NamedPeer implements ec2.IPeer {
  public readonly uniqueId: string;
  public readonly canInlineRule: boolean;
  public readonly connections: ec2.Connections;

  constructor(scope: IConstruct, private readonly peer: ec2.IPeer) {
    const rule = this.toIngressRuleConfig();
    const texts = Object.values<unknown>(rule).filter((value) => typeof value === 'string');
    this.uniqueId = texts.map((text) => identityOf(scope, text)).join(' ');
    // CDK puts the rule of a group into the list where the peer is given by the group's id.
    const isRange = peer.canInlineRule && !rule.sourceSecurityGroupId;
    this.canInlineRule = isRange || !texts.some((text) => resourceHere(scope, text));
    this.connections = peer.connections;
  }

  public toIngressRuleConfig(): any {
    return spelled(this.peer.toIngressRuleConfig());
  }

  public toEgressRuleConfig(): any {
    return spelled(this.peer.toEgressRuleConfig());
  }
}

/** What a rule says of its peer, with a range as EC2 writes it: EC2 takes two spellings of a range for the same rule. */
function spelled<T extends object>(config: T): T {
  return Object.fromEntries(Object.entries(config).map(([name, value]) => [name, typeof value === 'string' ? spelledAsEc2(value) : value])) as T;
}
