import { Assembly, Callable, Type, withBases } from './assembly';

/** What every class has in Java and C#, by the names that our members would have there. */
const OF_EVERY_OBJECT = [
  'build', 'clone', 'equals', 'finalize', 'getClass', 'getHashCode', 'getType', 'hashCode', 'memberwiseClone', 'notify', 'notifyAll',
  'referenceEquals', 'self', 'toString', 'wait',
];

/** What reads badly, or does not compile, in one of the five languages and is not found by jsii or awslint. */
export function findingsIn(assembly: Assembly): string[] {
  return Object.values(assembly.types).flatMap((type) => [
    ...namesOfEveryObject(type),
    ...namesOfTheType(type),
    ...namesThatBecomeOne(type),
    ...callablesOf(type).flatMap(([place, callable]) => [
      ...positionalTails(place, callable, assembly),
      ...argumentsNamedTwice(place, callable, assembly),
    ]),
  ]);
}

function namesOfEveryObject(type: Type): string[] {
  return membersOf(type)
    .filter(({ name, overrides }) => !overrides && OF_EVERY_OBJECT.includes(name))
    .map(({ name }) => `${type.name}.${name} has the name of a member that every object has in Java or C#`);
}

/** C# refuses a member that is called as its class. */
function namesOfTheType(type: Type): string[] {
  return membersOf(type)
    .filter(({ name }) => alike(name) === alike(type.name))
    .map(({ name }) => `${type.name}.${name} has the name of its type, which C# refuses`);
}

/** Python writes names in snake_case, C# and Go in PascalCase. */
function namesThatBecomeOne(type: Type): string[] {
  const names = membersOf(type).map(({ name }) => name);
  return names
    .filter((name, index) => names.findIndex((other) => alike(other) === alike(name)) !== index)
    .map((name) => `${type.name}.${name} becomes one name with another member in Python, C# or Go`);
}

/** What may be left out comes as one struct at the end, or as a list of any length. */
function positionalTails(place: string, { parameters = [] }: Callable, { types }: Assembly): string[] {
  const optional = parameters.filter((parameter) => parameter.optional && !parameter.variadic);
  const isStruct = (fqn = '') => !(fqn in types) || types[fqn].datatype === true;
  return optional.length <= 1 && optional.every(({ type }) => type.fqn && isStruct(type.fqn))
    ? [] : [`${place}() leaves ${optional.map(({ name }) => name).join(', ')} out by position: take one struct`];
}

/** Python takes the properties of the last struct as keyword arguments, beside those by position. */
function argumentsNamedTwice(place: string, { parameters = [] }: Callable, { types }: Assembly): string[] {
  const last = parameters.at(-1)?.type.fqn;
  const keywords = last ? propertiesOf(last, types) : [];
  return parameters.slice(0, -1)
    .filter(({ name }) => keywords.some((keyword) => alike(keyword) === alike(name)))
    .map(({ name }) => `${place}() has '${name}' by position and as a property of its last argument, which are one name in Python`);
}

function propertiesOf(fqn: string, types: Assembly['types']): string[] {
  return withBases(fqn, types).filter(({ datatype }) => datatype).flatMap(({ properties = [] }) => properties.map(({ name }) => name));
}

/** Members whose signature is ours to choose. */
function callablesOf({ name, initializer, methods = [] }: Type): [place: string, callable: Callable][] {
  return [
    ...initializer ? [[name, initializer] as [string, Callable]] : [],
    ...methods.filter(({ overrides }) => !overrides).map((method): [string, Callable] => [`${name}.${method.name}`, method]),
  ];
}

function membersOf({ methods = [], properties = [] }: Type): { name: string; overrides?: string }[] {
  return [...methods, ...properties];
}

function alike(name: string): string {
  return name.replace(/_/g, '').toLowerCase();
}
