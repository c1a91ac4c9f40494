import { Duration, Stack, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { IConstruct } from 'constructs';
import { isListToken, showValue } from './error-values';
import { isPendingLookup } from './pending-lookup';

/** What a reader of the error needs: which prop, what was expected, what was given. */
export function invalid(prop: string, expected: string, got: unknown, advice?: string): Error {
  return new Error(`'${prop}' must ${expected}, got ${showValue(got)}${advice ? `: ${advice}` : ''}`);
}

/** Throws where the value is known at synth and fails the test. Tokens are never parsed. */
export function requireThat<T>(prop: string, value: T, test: (value: T) => boolean, expected: string, advice?: string): T {
  if (typeof value === 'string' && isListToken(value)) {
    throw new Error(`'${prop}' must be known at synth, because each entry is checked and has resources of its own; got a list that is a token`);
  }
  if (!Token.isUnresolved(value) && !isPendingLookup(value) && !test(value)) {
    throw invalid(prop, expected, value, advice);
  }
  return value;
}

/** Throws where a time is only known at deploy time: CDK converts no unit of a token. */
export function requireKnownDuration(prop: string, duration: Duration, reason: string): Duration {
  if (duration.isUnresolved()) {
    throw new Error(`'${prop}' must be known at synth, because ${reason}; got a token`);
  }
  return duration;
}

/** Throws where the value is only known at deploy time although synth depends on it. */
export function requireKnown<T>(prop: string, value: T, reason: string): T {
  if (Token.isUnresolved(value)) {
    throw new Error(`'${prop}' must be known at synth, because ${reason}; got a token`);
  }
  return value;
}

/** Throws unless the value is a whole number of at least `least`. */
export function requireInteger(prop: string, value: number, least: number, most = Number.MAX_SAFE_INTEGER): number {
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `between ${least} and ${most}`;
  return requireThat(prop, value, (number) => Number.isInteger(number) && number >= least && number <= most, `be a whole number ${range}`);
}

/** Throws where any of these props is given in circumstances in which it means nothing. */
export function requireAbsent(props: Record<string, unknown>, circumstances: string, reason: string): void {
  const given = Object.keys(props).filter((name) => props[name] !== undefined).map((name) => `'${name}'`);
  if (given.length > 0) {
    throw new Error(`${given.join(' and ')} must not be given ${circumstances}: ${reason}`);
  }
}

/** Throws where plain JavaScript or Python left out what TypeScript asks for. */
export function requireGiven<T>(prop: string, value: T | null | undefined, advice: string): T {
  if (value === undefined || value === null) {
    throw new Error(`'${prop}' must be given: ${advice}`);
  }
  return value;
}

/** Throws where the value is no list, or where an entry is missing, as `[process.env.NAME]` and `[, name]` give one. */
export function requireEntries<T>(prop: string, values: T[]): T[] {
  if (!Array.isArray(values)) {
    throw invalid(prop, 'be a list', values);
  }
  // Not `values.forEach()`, which passes over holes.
  Array.from(values).forEach((value, index) => requireGiven(`${prop}[${index}]`, value, 'remove the entry, or look where its value comes from'));
  return values;
}

/** Throws where the list has no element, or one that is missing. */
export function requireNotEmpty<T>(prop: string, values: T[], advice: string): T[] {
  requireEntries(prop, requireGiven(prop, values, advice));
  if (!Token.isUnresolved(values) && values.length === 0) {
    throw new Error(`'${prop}' must not be empty: ${advice}`);
  }
  return values;
}

/** Throws where the list holds the same text twice, or two texts for the same thing. */
export function requireUnique(prop: string, values: string[] = [], sameFor: (value: string) => string = (value) => value): string[] {
  const keys = values.map(sameFor);
  const twice = values.find((_, index) => keys.indexOf(keys[index]) !== index);
  if (twice !== undefined) {
    throw new Error(`'${prop}' must hold each entry once, got ${showValue(twice)} twice: remove one of them`);
  }
  return values;
}

/** Throws where both accounts are known at synth and differ. */
export function requireSameAccount(prop: string, value: string, account: string | undefined, ownAccount: string, reason: string): void {
  if (account && ![account, ownAccount].some((each) => Token.isUnresolved(each)) && account !== ownAccount) {
    throw new Error(`'${prop}' must be in the account of the stack, which is ${ownAccount}, got ${showValue(value)} of ${account}: ${reason}`);
  }
}

/** Throws where an ARN is known at synth, and is of another partition than the stack: AWS connects no two of them. */
export function requireSamePartition(scope: IConstruct, prop: string, arn: string): void {
  // Not `Stack.partition`, which is a token unless a feature flag is on.
  const { region } = Stack.of(scope);
  const own = Token.isUnresolved(region) ? undefined : RegionInfo.get(region).partition;
  const partition = /^arn:([a-z-]+):/.exec(arn)?.[1];
  if (partition && own && partition !== own) {
    throw new Error(`'${prop}' must be of the partition of the stack, which is ${own}, got ${showValue(arn)} of ${partition}: AWS connects no two partitions`);
  }
}

/** The Region in an ARN; `undefined` for a name, an id, or an ARN that is a token as a whole. */
export function regionOfArn(arn: string): string | undefined {
  return /^arn:/.test(arn) ? arn.split(':')[3] : undefined;
}

/** Throws where both Regions are known at synth and differ. */
export function requireSameRegion(
  prop: string, value: string, region: string | undefined, ownRegion: string, reason = 'VPC Lattice connects VPCs of one Region',
): void {
  if (region && ![region, ownRegion].some((each) => Token.isUnresolved(each)) && region !== ownRegion) {
    throw new Error(`'${prop}' must be in the Region of the stack, which is ${ownRegion}, got ${showValue(value)} of ${region}: ${reason}`);
  }
}
