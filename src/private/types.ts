import { Token } from 'aws-cdk-lib';
import { invalid, requireEntries } from './validation';

/**
 * Throws where a value is of another type than TypeScript asks for, because plain JavaScript checks none.
 *
 * Things are known by a member that they have. `instanceof` would not do: an app may hold two copies of a library, each with classes of its own.
 */
export type TypeCheck = (prop: string, value: unknown) => void;

/** A check for each property of a struct: a property without one does not compile. */
export type TypeChecks<T> = { readonly [Property in keyof T]-?: TypeCheck };

/** Checks what is given. Whether something has to be given is another question. */
export function requireTypes<T extends object>(given: T, checks: TypeChecks<T>, prefix = ''): void {
  for (const property of Object.keys(checks) as (keyof T & string)[]) {
    if (given[property] !== undefined) {
      checks[property](`${prefix}${property}`, given[property]);
    }
  }
}

/** A value that is known by a test. A token may stand for a number, a text or a flag. */
function valueOf(expected: string, test: (given: unknown) => boolean): TypeCheck {
  return (prop, given) => {
    if (!test(given) && !Token.isUnresolved(given)) {
      throw invalid(prop, `be ${expected}`, given);
    }
  };
}

/** `true` or `false`. */
export const flag = valueOf('true or false', (given) => typeof given === 'boolean');

/** A number of any kind. */
export const number = valueOf('a number', (given) => typeof given === 'number');

/** A text, maybe an empty one. */
export const text = valueOf('a text', (given) => typeof given === 'string');

/** A thing that has this member. */
export function thing(member: string, expected: string): TypeCheck {
  return (prop, given) => {
    if (typeof given !== 'object' || given === null || !(member in given)) {
      throw invalid(prop, `be ${expected}`, given);
    }
  };
}

/** An object of one of our own classes. */
export function instance(type: { readonly name: string; [Symbol.hasInstance](given: unknown): boolean }, example: string): TypeCheck {
  return valueOf(`of the class ${type.name}, such as ${example}`, (given) => type[Symbol.hasInstance](given));
}

/** A value of an enumeration. */
export function choice(name: string, choices: Readonly<Record<string, string | number>>): TypeCheck {
  // An enumeration of numbers also has its numbers as keys.
  const members = Object.keys(choices).filter((key) => Number.isNaN(Number(key)));
  return valueOf(`one of ${members.map((key) => `${name}.${key}`).join(', ')}`, (given) => members.some((key) => choices[key] === given));
}

/** A list whose entries are all given and of one type. */
export function listOf(entry: TypeCheck): TypeCheck {
  return (prop, given) => requireEntries(prop, given as unknown[]).forEach((each, index) => entry(`${prop}[${index}]`, each));
}

/** A struct with these properties. */
export function struct<T extends object>(expected: string, checks: TypeChecks<T>): TypeCheck {
  return (prop, given) => {
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      throw invalid(prop, `be ${expected}`, given);
    }
    requireTypes(given as T, checks, `${prop}.`);
  };
}

/** A Duration of aws-cdk-lib. */
export const duration = thing('toSeconds', 'a Duration, such as Duration.seconds(60)');
