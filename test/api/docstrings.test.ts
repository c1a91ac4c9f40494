import { Assembly, Type } from './assembly';
import { docFindingsIn } from './docstrings';

const DOCS = { summary: 'The thing.', example: 'new Thing();' };

describe('finds', () => {
  test.each<[what: string, type: Partial<Type>, finding: string]>([
    ['a type without a docstring', { docs: undefined }, 'Thing does not end with a full stop'],
    ['a first line that jsii cut at a semicolon', { docs: { summary: 'The size of the machine that builds;' } }, 'Thing does not end with a full stop'],
    ['a semicolon in a first line', { docs: { summary: 'A thing; another.' } }, 'Thing has a semicolon'],
    ['a first line that is a clause', { docs: { summary: 'Where the tasks log.' } }, 'Thing does not say what the thing is'],
    ['a property whose first line is a clause', { properties: [{ name: 'log', docs: { summary: 'How long the log is kept.' } }] }, 'Thing.log does not say'],
    ['a value of an enum whose first line jsii cut', { kind: 'enum', members: [{ name: 'FAST', docs: { summary: 'Fast;' } }] }, 'Thing.FAST does not end'],
    ['a method without a docstring', { methods: [{ name: 'make' }] }, 'Thing.make does not end'],
    ['a constructor without a docstring', { initializer: { parameters: [{ name: 'a', type: {} }] } }, 'the constructor of Thing does not end'],
    ['a factory without an example', { kind: 'class', methods: [{ name: 'from', static: true, docs: { summary: 'A thing.' } }] }, 'Thing.from() has no @example'],
    ['a class that users make without an example', { kind: 'class', initializer: {}, docs: { summary: 'A thing.' } }, 'Thing has no @example'],
  ])('%s', (_, type, finding) => {
    expect(docFindingsIn(withThing(type)).join()).toContain(finding);
  });
});

describe('lets pass', () => {
  test.each<[what: string, type: Partial<Type>]>([
    ['a struct without an example', { docs: { summary: 'Options of a thing.' } }],
    ['an abstract class without an example', { kind: 'class', abstract: true, initializer: {}, docs: { summary: 'A choice of things.' } }],
    ['a boolean that says whether', { properties: [{ name: 'on', docs: { summary: 'Whether the thing is on.' } }] }],
    ['what another type documents', { methods: [{ name: 'bind', overrides: 'other.Type' }] }],
    ['a factory with an example', { kind: 'class', methods: [{ name: 'from', static: true, docs: DOCS }] }],
  ])('%s', (_, type) => {
    expect(docFindingsIn(withThing(type))).toEqual([]);
  });
});

function withThing(type: Partial<Type>): Assembly {
  const thing: Type = { name: 'Thing', fqn: 'lib.Thing', kind: 'interface', docs: DOCS, ...type };
  return { name: 'lib', version: '1.0.0', dependencies: {}, types: { 'lib.Thing': thing } };
}
