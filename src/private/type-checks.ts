import { Token } from 'aws-cdk-lib';
import { nearestName } from './nearest-name';
import { invalid, requireEntries, requireKnown } from './validation';

/**
 * Throws where a value is of another type than TypeScript asks for, because plain JavaScript checks none.
 *
 * Things are known by the members that they have. `instanceof` would not do: an app may hold two copies of a library, each with classes of its own.
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

/** Checks the options of a function, which are a struct. */
export function requireOptions<T extends object>(options: T, checks: TypeChecks<T>, prop = 'options'): void {
  requireStruct(prop, options, `{ ${Object.keys(checks).join(', ')} }`, checks, '');
}

/** Throws where something is no struct, or is none of these properties, or where one of them is misspelt. */
function requireStruct<T extends object>(prop: string, given: unknown, expected: string, checks: TypeChecks<T>, prefix: string): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw invalid(prop, `be ${expected}`, given);
  }
  const [misspelt] = misspeltIn(given, checks);
  if (misspelt) {
    throw new Error(`'${prefix}${misspelt.written}' must be spelt '${misspelt.meant}', or else it has no effect`);
  }
  const names = Object.keys(given);
  // As TypeScript does it: where every property is optional, something that shares none of them is another thing.
  if (names.length > 0 && !names.some((name) => name in checks)) {
    throw invalid(prop, `be ${expected}`, given);
  }
  requireTypes(given as T, checks, prefix);
}

/** Names that a struct does not have, and that are almost one of those that it has. Others may be the user's own. */
export function misspeltIn<T extends object>(given: object, checks: TypeChecks<T>): { readonly written: string; readonly meant: string }[] {
  const unused = Object.keys(checks).filter((name) => !(name in given));
  return Object.keys(given).filter((name) => !(name in checks)).flatMap((written) => {
    const meant = nearestName(written, unused);
    return meant ? [{ written, meant }] : [];
  });
}

/** A value that is known by a test. A token may stand for it, but not a list that is one. */
function valueOf(expected: string, test: (given: unknown) => boolean): TypeCheck {
  return (prop, given) => {
    if (!test(given) && (!Token.isUnresolved(given) || Array.isArray(given))) {
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

/** A value on which synthesis depends. */
export function known(check: TypeCheck, reason: string): TypeCheck {
  return (prop, given) => check(prop, requireKnown(prop, given, reason));
}

/** A thing that has these members. */
export function thing(expected: string, ...members: string[]): TypeCheck {
  return (prop, given) => {
    if (typeof given !== 'object' || given === null || !members.every((member) => member in given)) {
      throw invalid(prop, `be ${expected}`, given);
    }
  };
}

/** An object of one of our own classes. */
export function instance(type: { readonly name: string; [Symbol.hasInstance](given: unknown): boolean }, example: string): TypeCheck {
  return (prop, given) => {
    if (!type[Symbol.hasInstance](given)) {
      throw invalid(prop, `be of the class ${type.name}, such as ${example}`, given);
    }
  };
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

/** Texts by names that the user chooses. */
export const textsByName: TypeCheck = (prop, given) => {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw invalid(prop, 'be texts by their names', given);
  }
  Object.entries(given).forEach(([name, each]) => text(`${prop}.${name}`, each));
};

/** A struct with these properties. */
export function struct<T extends object>(expected: string, checks: TypeChecks<T>): TypeCheck {
  return (prop, given) => requireStruct(prop, given, expected, checks, `${prop}.`);
}

/** A Duration of aws-cdk-lib. */
export const duration = thing('a Duration, such as Duration.seconds(60)', 'toSeconds');
