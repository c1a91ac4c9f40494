import * as crypto from 'node:crypto';
import { CfnElement, CfnResource, IResolvable, Names, Reference, Stack, StringConcat, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { targetsOf } from './references';

/**
 * A name for what a text stands for, for ids of constructs.
 *
 * It stays the same while the text means the same, whatever else an app says before or after it. A text that is known at synth is
 * its own name. A token is named after what it refers to: by logical id, which is what CloudFormation knows it by, and
 * by its stack's name where that is another stack. Any other expression is named by its hash.
 */
export function identityOf(scope: IConstruct, text: string): string {
  const stack = Stack.of(scope);
  return Tokenization.reverseString(text).mapTokens({ mapToken: (token) => nameOf(stack, token) }).join(new StringConcat());
}

/** The things in an order that follows from what they are, not from the order in which they were given. */
export function inOrder<T>(scope: IConstruct, things: T[], textOf: (thing: T) => string): T[] {
  const byIdentity = things.map((thing) => ({ thing, identity: identityOf(scope, textOf(thing)) }));
  // Not by the machine's locale.
  return byIdentity.sort((one, other) => (one.identity < other.identity ? -1 : Number(one.identity > other.identity))).map(({ thing }) => thing);
}

/** The resource of the same stack that a token refers to; nothing for any other text. */
export function resourceHere(scope: IConstruct, text: string): IConstruct | undefined {
  const [target] = targetsOf(text);
  return target && CfnResource.isCfnResource(target) && Stack.of(target) === Stack.of(scope) ? target : undefined;
}

/**
 * A name for a construct that no other construct of the account has, unless it is a copy of the same stack.
 *
 * It stays the same where the stack moves into a stage, or gets another construct id and keeps its name.
 */
export function pathFromStackName(construct: IConstruct): string {
  return `${outermostStack(construct).stackName}/${Names.stackRelativeConstructPath(construct)}`;
}

/** A short text for a construct that no other construct of the same stack has. It stays the same where the stack moves into a stage. */
export function pathHashOf(construct: IConstruct): string {
  return hashOf(Names.stackRelativeConstructPath(construct));
}

function nameOf(stack: Stack, token: IResolvable): string {
  if (Reference.isReference(token) && CfnElement.isCfnElement(token.target)) {
    const { target, displayName } = token;
    const home = Stack.of(target);
    const logicalId = home.resolve((target as CfnElement).logicalId);
    return [...home === stack ? [] : [stackIdentityOf(home)], logicalId, ...displayName === 'Ref' ? [] : [displayName]].join('.');
  }
  const value = stack.resolve(token);
  if (typeof value === 'string') {
    return value;
  }
  return Object.keys(value).join() === 'Ref' ? value.Ref : hashOf(JSON.stringify(value));
}

/** Nested stacks have names that are known at deploy time only. */
function stackIdentityOf(stack: Stack): string {
  const { nestedStackParent: parent, nestedStackResource: resource } = stack;
  return parent && resource ? `${stackIdentityOf(parent)}.${parent.resolve(resource.logicalId)}` : stack.stackName;
}

function outermostStack(construct: IConstruct): Stack {
  const stack = Stack.of(construct);
  return stack.nestedStackParent ? outermostStack(stack.nestedStackParent) : stack;
}

function hashOf(text: string): string {
  return crypto.createHash('sha256').update(text).digest('hex').slice(0, 8);
}
