import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { addIngress, Props, STACK_NAME, templateWith } from './row';
import { association, endpoints, inVpc, routed } from './rows/shared-props';
import { LatticeExternalIngress, RecordRouting } from '../../src';
import { Template } from '../upgrade/losses';

/** Deployments one after the other, for a change that one deployment cannot make, or cannot make without a loss. */
export interface SeveralDeployments {
  /** The heading of `docs/operations.md` under which the steps are. */
  readonly heading: string;
  /** What tells it from the others under the same heading. */
  readonly variant?: string;
  /** What is deployed at each step, by the names of the stacks. A stack that a step no longer names is deleted. */
  readonly steps: Record<string, Template>[];
}

const NUMBER_OF_TASKS = 9;
const OTHER = 'Other';

const weighted = (color: string, weight = 1) => routed(RecordRouting.weighted(color, weight));
const simple = routed(RecordRouting.simple());
const cluster = inVpc((stack, vpc) => ({ cluster: new ecs.Cluster(stack, 'Cluster', { vpc, enableFargateCapacityProviders: true }) }));
const logGroup = (stack: Stack) => ({ logGroup: new logs.LogGroup(stack, 'Log', { removalPolicy: RemovalPolicy.DESTROY }) });

/** Every change of the page that takes several deployments. */
export const severalDeployments = (): SeveralDeployments[] => [
  { heading: 'Change the service network', steps: [step({ Ingress: association(0) }), step({ Ingress: endpoints(1) }), step({ Ingress: association(1) })] },
  {
    heading: 'Give the ingress another construct id',
    steps: [
      step({ Ingress: simple }),
      step({ Ingress: weighted('old') }),
      step({ Ingress: weighted('old'), Another: weighted('new') }),
      step({ Ingress: weighted('old', 0), Another: weighted('new') }),
      step({ Another: weighted('new') }),
      step({ Another: simple }),
    ],
  },
  {
    heading: 'Give the ingress another construct id',
    variant: 'of another stack',
    steps: [
      step({ Ingress: simple }),
      step({ Ingress: weighted('old') }),
      { ...step({ Ingress: weighted('old') }), ...stepOf(OTHER, { Ingress: weighted('new') }) },
      { ...step({ Ingress: weighted('old', 0) }), ...stepOf(OTHER, { Ingress: weighted('new') }) },
      stepOf(OTHER, { Ingress: weighted('new') }),
      stepOf(OTHER, { Ingress: simple }),
    ],
  },
  {
    heading: 'Give the ingress another construct id',
    variant: 'wrapped in another construct',
    steps: [
      step({ Ingress: simple }),
      step({ Ingress: weighted('old') }),
      step({ 'Ingress': weighted('old'), 'Wrapper/Ingress': weighted('new') }),
      step({ 'Ingress': weighted('old', 0), 'Wrapper/Ingress': weighted('new') }),
      step({ 'Wrapper/Ingress': weighted('new') }),
      step({ 'Wrapper/Ingress': simple }),
    ],
  },
  {
    heading: 'Give the ingress another log group',
    steps: [step({ Ingress: () => ({}) }), step({ Ingress: () => ({}) }, retainLog), step({ Ingress: logGroup })],
  },
  {
    heading: 'Give the ingress another cluster',
    steps: [step({ Ingress: inVpc() }), step({ Ingress: cluster }, startAllTasks), step({ Ingress: cluster })],
  },
];

/** Ingresses by their construct paths. */
type Ingresses = Record<string, Props>;

function step(ingresses: Ingresses, change: (ingress: LatticeExternalIngress) => void = () => {}): Record<string, Template> {
  return stepOf(STACK_NAME, ingresses, change);
}

function stepOf(stackName: string, ingresses: Ingresses, change: (ingress: LatticeExternalIngress) => void = () => {}): Record<string, Template> {
  const template = templateWith((stack) => Object.entries(ingresses).forEach(([path, props]) => {
    const [id, ...wrappers] = path.split('/').reverse();
    const scope = wrappers.reduceRight<Construct>((outer, wrapper) => new Construct(outer, wrapper), stack);
    change(addIngress(scope, id, props(stack)));
  }), { stackName });
  return { [stackName]: template };
}

function retainLog({ logGroup: log }: LatticeExternalIngress): void {
  log.applyRemovalPolicy(RemovalPolicy.RETAIN);
}

function startAllTasks({ service }: LatticeExternalIngress): void {
  (service.node.defaultChild as ecs.CfnService).desiredCount = NUMBER_OF_TASKS;
}
