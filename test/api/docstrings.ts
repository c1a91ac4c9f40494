import { Assembly, Docs, Type } from './assembly';

/** Words with which a clause starts, or a verb, but no thing. */
const STARTS_NO_THING = /^(all that|by which|from|how|in which|it|makes|they|what|when|where|which|who|with)\b/i;

/** First lines that IDEs and registries would show cut, or that do not say what the thing is; and classes and factories without an example. */
export function docFindingsIn(assembly: Assembly): string[] {
  return Object.values(assembly.types).flatMap((type) => [
    ...documentedIn(type).flatMap(([place, docs]) => firstLine(place, docs)),
    ...withExamplesIn(type).filter(([, docs]) => !docs?.example).map(([place]) => `${place} has no @example`),
  ]);
}

/** jsii cuts the first line at the first full stop or semicolon. */
function firstLine(place: string, { summary = '' }: Docs = {}): string[] {
  return [
    ...summary.endsWith('.') ? [] : [`the first line of ${place} does not end with a full stop: '${summary}'`],
    ...summary.includes(';') ? [`the first line of ${place} has a semicolon: '${summary}'`] : [],
    ...STARTS_NO_THING.test(summary) ? [`the first line of ${place} does not say what the thing is: '${summary}'`] : [],
  ];
}

function documentedIn({ name, docs, initializer, methods = [], properties = [], members = [] }: Type): [place: string, docs?: Docs][] {
  return [
    [name, docs],
    // A constructor that nobody wrote has no docstring.
    ...initializer?.parameters ? [[`the constructor of ${name}`, initializer.docs] as [string, Docs?]] : [],
    ...[...methods, ...properties, ...members].filter(({ overrides }) => !overrides).map((member): [string, Docs?] => [`${name}.${member.name}`, member.docs]),
  ];
}

/** Classes that users make, and factories. */
function withExamplesIn({ name, kind, abstract, docs, initializer, methods = [] }: Type): [place: string, docs?: Docs][] {
  return [
    ...kind === 'class' && initializer && !abstract ? [[name, docs] as [string, Docs?]] : [],
    ...methods.filter((method) => method.static).map((method): [string, Docs?] => [`${name}.${method.name}()`, method.docs]),
  ];
}
