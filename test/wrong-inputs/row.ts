import { App, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { LatticeExternalIngress, LatticeExternalIngressProps } from '../../src';
import { compulsoryProps } from '../ingress';

/** The kinds of fault, in the order of the columns of docs/wrong-inputs.md, and what each of them is. */
export const KINDS = {
  missing: 'not given although it must be, or an entry of a list that is `undefined`',
  type: 'of another type than TypeScript asks for, from plain JavaScript',
  empty: 'a list or a text that holds nothing',
  twice: 'the same entry twice, also in another spelling',
  malformed: 'a text that AWS or nginx refuses, or a number out of range',
  elsewhere: 'of another Region, account, VPC or zone',
  contradiction: 'against another prop, or against what it names',
  quota: 'more than AWS takes',
  token: 'known at deployment only',
} as const;

export type Kind = keyof typeof KINDS;

/** One thing that can be wrong with an argument or a prop, and what synthesis says to it. */
export interface Row {
  /** A prop of the ingress by its name; another property as `Struct.property`; an argument as `Class.method(argument)`. */
  readonly place: string;
  readonly kind: Kind;
  readonly fault: string;
  /** Does it, as plain JavaScript may. */
  readonly make: (stack: Stack) => void;
  /** The error that it ends with, or the part of it that belongs to this row. */
  readonly message?: string;
  /** The id of the warning that it ends with, for what works but is surely not meant so. */
  readonly warning?: string;
}

/** Props as plain JavaScript may give them. */
export type AnyProps = Partial<Record<keyof LatticeExternalIngressProps, unknown>>;

/** An ingress with these props. */
export function ingress(stack: Stack, props: AnyProps): LatticeExternalIngress {
  return new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), ...props as object });
}

/** A prop of the ingress that synthesis refuses. */
export function refused(place: string, kind: Kind, fault: string, props: (stack: Stack) => AnyProps, message: string): Row {
  return { place, kind, fault, make: (stack) => ingress(stack, props(stack)), message };
}

/** A prop of the ingress that synthesis warns of. */
export function warned(place: string, kind: Kind, fault: string, props: (stack: Stack) => AnyProps, warning: string): Row {
  return { place, kind, fault, make: (stack) => ingress(stack, props(stack)), warning };
}

/** Another property, or an argument, that is refused where it is given. */
export function refusedAt(place: string, kind: Kind, fault: string, make: (stack: Stack) => void, message: string): Row {
  return { place, kind, fault, make, message };
}

/** A stack for one Region, in an app of its own. */
export function stackFor(region = 'us-east-1', id = 'Stack', app = new App()): Stack {
  return new Stack(app, id, { env: { account: '111122223333', region } });
}

/** A stack of the same app, for another Region. */
export function farStack(stack: Stack): Stack {
  return stackFor('eu-west-1', 'Far', stack.node.root as App);
}

/** What synthesis says to the fault of a row. The text of a warning follows its id. */
export function saidTo({ make, message, warning }: Row): string {
  const stack = stackFor();
  if (warning) {
    make(stack);
    const text = warningsOf(stack).find(({ id }) => id === warning)?.text;
    return text === undefined ? `no warning ${warning}` : `warning \`${warning}\`: ${text}`;
  }
  const errors = errorsOf(stack, make);
  return (errors.find((each) => each.includes(message!)) ?? errors.join('\n')).replaceAll(`${process.cwd()}/`, './');
}

/** What construction throws, or else what the validation of constructs says. */
function errorsOf(stack: Stack, make: Row['make']): string[] {
  try {
    make(stack);
  } catch (error) {
    return [(error as Error).message];
  }
  return constructsOf(stack).flatMap(({ node }) => node.validate());
}

/** Warnings of others have their text for an id. */
function warningsOf(stack: Stack): { readonly id: string; readonly text: string }[] {
  return constructsOf(stack).flatMap(({ node }) => node.metadata).filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => {
    const [, text = data, id = data] = /^(.*) \[ack: cdk-lattice-external-ingress:(\w+)\]$/s.exec(data) ?? [];
    return { id, text };
  });
}

function constructsOf(stack: Stack): IConstruct[] {
  return stack.node.root.node.findAll();
}
