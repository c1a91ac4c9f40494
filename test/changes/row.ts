import { App, CfnParameter, Environment, Stack, Stage } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { LatticeAccess, LatticeExternalIngress, LatticeExternalIngressProps, LatticeService, LatticeServiceNetwork } from '../../src';
import { Template } from '../upgrade/losses';

/**
 * What an update does, from the least to the most.
 *
 * `refused by AWS`: the update rolls back, because something of which there may be one would be there twice.
 */
export type Verdict = 'nothing' | 'in place' | 'rollout' | 'replaced' | 'refused by AWS' | 'refused at synth';

/** Further props, in a stack in which more can be made. */
export type Props = (stack: Stack) => Partial<LatticeExternalIngressProps>;

/** What is called on the ingress, or done to its stack, once it is made. */
export type Call = (ingress: LatticeExternalIngress) => void;

/** A change of one prop or argument, with what we mean it to do. */
export interface Row {
  readonly prop: keyof LatticeExternalIngressProps | 'addAlarms()' | 'addDashboard()' | 'the stack';
  readonly change: string;
  readonly before: Props;
  readonly after: Props;
  readonly verdict: Verdict;
  /** What going back does. */
  readonly back: Verdict;
  /** What the emulated account does, where values decide that a template does not show; `elsewhere`: what it needs is not in that account. */
  readonly deployed?: Verdict | 'elsewhere';
  /** What is lost by it, for users: addresses, log lines, connections. Nothing where it is left out. */
  readonly lost?: string;
  /** How long it takes, or what to do instead. */
  readonly takes?: string;
  /** The stack's place in the app, before and after. */
  readonly places?: [before: Place, after: Place];
  readonly calls?: [before: Call, after: Call];
}

export interface Place {
  readonly stage?: string;
  readonly stackId?: string;
  readonly stackName?: string;
  readonly env?: Environment;
  readonly ingressId?: string;
  readonly wrappedIn?: string;
}

/** What is said of a row: what is left out of `before` and `after` is the default, and the way `back` does what the change does. */
type Said = Omit<Row, 'prop' | 'change' | 'before' | 'after' | 'back'> & Partial<Pick<Row, 'before' | 'after' | 'back'>>;

const NOTHING: Props = () => ({});

/** No call. */
export const NO_CALL: Call = () => {};

/** A row of the table. */
export function row(prop: Row['prop'], change: string, said: Said): Row {
  return { prop, change, before: NOTHING, after: NOTHING, back: said.verdict, ...said };
}

export const SECOND_INGRESS = 'make a second ingress, and [move the names](#give-the-ingress-another-construct-id)';
export const TWO_DEPLOYMENTS = 'two deployments: without it, then with it';
export const QUESTION = 'a minute, if AWS takes it: [a question](first-deployment.md#what-can-wait)';
export const ZONE_GOES = 'a rollout; AWS [refuses it](https://docs.aws.amazon.com/elasticloadbalancing/latest/network/availability-zones.html) while endpoints of clients are connected (`privateLink`)';
export const SAME_VALUE = 'CloudFormation compares values, not how they are written';
export const ROLLED_BACK = 'nothing: CloudFormation rolls back';

/** The name of the stack that is deployed. */
export const STACK_NAME = 'Deployed';

export const REGION = 'us-east-1';
export const GENERATED = 'api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws';
export const OTHER_GENERATED = 'shop-0123456789abcdef1.7d67968.vpc-lattice-svcs.us-east-1.on.aws';
export const ACCOUNT = '000000000000';

/** The emulated account's own service network, and the one that is shared with it. */
export const NETWORKS = [
  `arn:aws:vpc-lattice:${REGION}:${ACCOUNT}:servicenetwork/sn-0123456789abcdef0`,
  `arn:aws:vpc-lattice:${REGION}:111122223333:servicenetwork/sn-0123456789abcdef1`,
];

/** A service network, each time that it is asked for. */
export function network(stack: Stack, index: number) {
  const id = `Network${index}`;
  const known = stack.node.tryFindChild(id) as ReturnType<typeof LatticeServiceNetwork.fromServiceNetworkArn> | undefined;
  return known ?? LatticeServiceNetwork.fromServiceNetworkArn(stack, id, NETWORKS[index]);
}

/** A service with a public name; a name that starts with `$` is that of a parameter, which is `x.example.com` then. */
export function route(stack: Stack, domainName: string, generated = GENERATED) {
  return { domainName: nameOrParameter(stack, domainName), service: LatticeService.fromDomainName(generated, { hostedZoneId: 'Z0123456789ABCDEFGHIJ' }) };
}

/** A text, or a parameter with a default, which is a token. */
export function nameOrParameter(stack: Stack, text: string, value = `${text.slice(1).toLowerCase()}.example.com`): string {
  return text.startsWith('$') ? new CfnParameter(stack, text.slice(1), { default: value }).valueAsString : text;
}

/** A parameter with this default. */
export function numberOf(stack: Stack, value: number): number {
  return new CfnParameter(stack, 'Number', { type: 'Number', default: value }).valueAsNumber;
}

/** The templates of the stack before and after; an error where one is refused at synth. */
export function synthesise({ before, after, places = [{}, {}], calls = [NO_CALL, NO_CALL] }: Row): [before: Template, after: Template] {
  return [templateOf(before, places[0], calls[0]), templateOf(after, places[1], calls[1])];
}

const defaults: Template[] = [];

/** Most changes start from the defaults, or go back to them. */
function templateOf(props: Props, place: Place, call: Call): Template {
  if (props === NOTHING && call === NO_CALL && Object.keys(place).length === 0) {
    return defaults[0] ??= made(props, place, call);
  }
  return made(props, place, call);
}

function made(props: Props, place: Place, call: Call): Template {
  const { ingressId = 'Ingress', wrappedIn } = place;
  return templateWith((stack) => call(addIngress(wrappedIn ? new Construct(stack, wrappedIn) : stack, ingressId, props(stack))), place);
}

/** An ingress with a service, and with further props. */
export function addIngress(scope: Construct, id: string, props: Partial<LatticeExternalIngressProps>): LatticeExternalIngress {
  const stack = Stack.of(scope);
  return new LatticeExternalIngress(scope, id, {
    clients: [ec2.Peer.ipv4('203.0.113.0/24')],
    lattice: LatticeAccess.vpcAssociation(network(stack, 0)),
    services: [route(stack, 'api.example.com')],
    ...props,
  });
}

/** The template of a stack with what is put into it. */
export function templateWith(fill: (stack: Stack) => void, { stage, stackId = 'Stack', stackName = STACK_NAME, env }: Place = {}): Template {
  const app = new App({ analyticsReporting: false, treeMetadata: false });
  const scope = stage ? new Stage(app, stage) : app;
  const stack = new Stack(scope, stackId, { stackName, env });
  fill(stack);
  const assembly = app.synth();
  const { template } = (stage ? assembly.getNestedAssembly(`assembly-${stage}`) : assembly).stacks[0];
  return withoutCdk(template);
}

/** Without what only the CDK CLI looks at. */
function withoutCdk(template: any): Template {
  const Resources = Object.fromEntries(Object.entries<any>(template.Resources).map(([id, { Metadata, ...resource }]) => [id, resource]));
  const { BootstrapVersion, ...Parameters } = template.Parameters ?? {};
  return { ...template, Rules: undefined, Parameters, Resources };
}
