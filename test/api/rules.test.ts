import { Assembly, Type } from './assembly';
import { findingsIn } from './rules';

const OPTIONS: Partial<Type> = { kind: 'interface', datatype: true, properties: [{ name: 'scope' }] };
const string = {};
const options = { fqn: 'lib.Options' };

describe('finds', () => {
  test.each<[what: string, type: Partial<Type>]>([
    ['a name that every object has in Java', { methods: [{ name: 'notify' }] }],
    ['a name that every object has in C#', { methods: [{ name: 'getType' }] }],
    ['a member with the name of its class', { properties: [{ name: 'subject' }] }],
    ['two names that differ in upper case only', { properties: [{ name: 'vpcId' }, { name: 'vpcID' }] }],
    ['two arguments that may be left out', { methods: [{ name: 'make', parameters: [{ name: 'a', optional: true, type: options }, { name: 'b', optional: true, type: options }] }] }],
    ['an argument that may be left out and is no struct', { methods: [{ name: 'make', parameters: [{ name: 'a', optional: true, type: string }] }] }],
    ['the same in a constructor', { initializer: { parameters: [{ name: 'a', optional: true, type: string }] } }],
    ['an argument that is also a property', { initializer: { parameters: [{ name: 'scope', type: string }, { name: 'props', type: options }] } }],
    ['an argument that is also an inherited property', { initializer: { parameters: [{ name: 'scope', type: string }, { name: 'props', type: { fqn: 'lib.Further' } }] } }],
  ])('%s', (_, type) => {
    expect(findingsIn(withSubject(type))).toHaveLength(1);
  });
});

describe('lets pass', () => {
  test.each<[what: string, type: Partial<Type>]>([
    ['one struct that may be left out', { methods: [{ name: 'make', parameters: [{ name: 'name', type: string }, { name: 'options', optional: true, type: options }] }] }],
    ['a list of any length', { methods: [{ name: 'make', parameters: [{ name: 'names', optional: true, variadic: true, type: string }] }] }],
    ['what another type decides', { methods: [{ name: 'bind', overrides: 'other.Type', parameters: [{ name: 'a', optional: true, type: string }] }] }],
  ])('%s', (_, type) => {
    expect(findingsIn(withSubject(type))).toEqual([]);
  });
});

function withSubject(type: Partial<Type>): Assembly {
  const types = { Options: OPTIONS, Further: { kind: 'interface', datatype: true, interfaces: ['lib.Options'] }, Subject: { kind: 'class', ...type } };
  const named = Object.entries(types).map(([name, each]) => [`lib.${name}`, { name, fqn: `lib.${name}`, ...each }]);
  return { name: 'lib', version: '1.0.0', dependencies: {}, types: Object.fromEntries(named) };
}
