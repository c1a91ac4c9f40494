import { Duration, Token } from 'aws-cdk-lib';
import { isLookedUpLater } from './looked-up-later';

/** What a reader of the error needs: which prop, what was expected, what was given. */
function invalid(prop: string, expected: string, got: unknown): Error {
  return new Error(`'${prop}' must ${expected}, got ${typeof got === 'string' ? `'${got}'` : got}`);
}

/** Throws where the value is known at synth and fails the test. Tokens are never parsed. */
export function requireThat<T>(prop: string, value: T, test: (value: T) => boolean, expected: string): T {
  if (typeof value === 'string' && isListToken(value)) {
    throw new Error(`'${prop}' must be known at synth, because each entry is checked and has resources of its own; got a list that is a token`);
  }
  if (!Token.isUnresolved(value) && !isLookedUpLater(value) && !test(value)) {
    throw invalid(prop, expected, value);
  }
  return value;
}

/** Whether the text is the only entry of a list that is a token, such as a `CommaDelimitedList`. */
export function isListToken(text: string): boolean {
  return !Token.isUnresolved(text) && Token.isUnresolved([text]);
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

/** Throws where the list has no element. */
export function requireNotEmpty<T>(prop: string, values: T[], advice: string): T[] {
  if (!Token.isUnresolved(values) && values.length === 0) {
    throw new Error(`'${prop}' must not be empty: ${advice}`);
  }
  return values;
}
