import { Member, Type } from './assembly';
import { misplacedProps } from './places';

const MODE = 'lib.Mode';

/** What is found of a struct with this prop, which it extends another struct for. */
function findingsFor(prop: Partial<Member>): string[] {
  const types: Record<string, Partial<Type>> = {
    [MODE]: { locationInModule: { filename: 'src/mode.ts' } },
    'lib.Props': { interfaces: ['lib.Options'] },
    'lib.Options': { properties: [{ name: 'mode', ...prop }] },
  };
  return misplacedProps({ name: 'lib', version: '1.0.0', dependencies: {}, types: types as Record<string, Type> }, 'Props');
}

test('finds a prop that is declared in another file than its type', () => {
  expect(findingsFor({ type: { fqn: MODE }, locationInModule: { filename: 'src/listener.ts' } }))
    .toEqual(['mode is declared in src/listener.ts, and its type in src/mode.ts: move it there']);
});

test.each<[what: string, prop: Partial<Member>]>([
  ['in the file of its type', { type: { fqn: MODE }, locationInModule: { filename: 'src/mode.ts' } }],
  ['of a type of another library', { type: { fqn: 'aws-cdk-lib.aws_ec2.IVpc' }, locationInModule: { filename: 'src/listener.ts' } }],
  ['of a primitive type', { type: {}, locationInModule: { filename: 'src/listener.ts' } }],
])('lets a prop pass that is %s', (_, prop) => {
  expect(findingsFor(prop)).toEqual([]);
});
