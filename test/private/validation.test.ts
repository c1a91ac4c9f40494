import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { misspeltIn, number, text } from '../../src/private/type-checks';
import {
  requireAbsent, requireUnique, requireEntries, requireInteger, requireKnown, requireKnownDuration, requireNotEmpty, requireSameAccount,
  requireSamePartition, requireSameRegion, requireThat,
} from '../../src/private/validation';

const TOKEN = Lazy.string({ produce: () => 'a' });
const [ENTRY_OF_TOKEN] = Lazy.list({ produce: () => ['a'] });

function stackIn(region?: string): Stack {
  return new Stack(new App(), 'Stack', { env: { region } });
}

test.each<[does: string, action: () => unknown, message: string]>([
  ['fails its test', () => requireThat('name', 'a', () => false, 'be a name', 'write a name'), "'name' must be a name, got 'a': write a name"],
  ['fails its test, without advice', () => requireThat('name', 'a', () => false, 'be a name'), "'name' must be a name, got 'a'"],
  ['is the entry of a list that is a token', () => requireThat('names', ENTRY_OF_TOKEN, () => true, 'be a name'),
    "'names' must be known at synth, because each entry is checked and has resources of its own; got a list that is a token"],
  ['is a token', () => requireKnown('name', TOKEN, 'it is a name'), "'name' must be known at synth, because it is a name; got a token"],
  ['is a duration that is a token', () => requireKnownDuration('time', Duration.seconds(Lazy.number({ produce: () => 1 })), 'it is a time'), "'time' must be known at synth, because it is a time; got a token"],
  ['is a number below the least', () => requireInteger('count', 1, 2), "'count' must be a whole number of at least 2, got 1"],
  ['is a number above the most', () => requireInteger('count', 4, 2, 3), "'count' must be a whole number between 2 and 3, got 4"],
  ['is no whole number', () => requireInteger('count', 2.5, 2, 3), "'count' must be a whole number between 2 and 3, got 2.5"],
  ['are given against another prop', () => requireAbsent({ one: 1, two: undefined, three: false }, 'with \'vpc\'', 'it is new'), "'one' and 'three' must not be given with 'vpc': it is new"],
  ['is no list', () => requireEntries('names', 'a' as unknown as string[]), "'names' must be a list, got 'a'"],
  // eslint-disable-next-line no-sparse-arrays
  ['has a hole', () => requireEntries('names', ['a', , 'b']), "'names[1]' must be given: remove the entry, or look where its value comes from"],
  ['holds null', () => requireEntries('names', [null]), "'names[0]' must be given: remove the entry, or look where its value comes from"],
  ['is empty', () => requireNotEmpty('names', [], 'name one'), "'names' must not be empty: name one"],
  ['is missing', () => requireNotEmpty('names', undefined as unknown as string[], 'name one'), "'names' must be given: name one"],
  ['holds a text twice', () => requireUnique('names', ['a', 'b', 'b']), "'names' must hold each entry once, got 'b' twice: remove one of them"],
  ['holds two texts for the same', () => requireUnique('names', ['a', 'A'], (name) => name.toLowerCase()), "'names' must hold each entry once, got 'A' twice: remove one of them"],
  ['is of another account', () => requireSameAccount('key', 'Key', '111122223333', '444455556666', 'so it is'), "'key' must be in the account of the stack, which is 444455556666, got 'Key' of 111122223333: so it is"],
  ['is of another Region', () => requireSameRegion('key', 'Key', 'us-east-1', 'eu-west-1'), "'key' must be in the Region of the stack, which is eu-west-1, got 'Key' of us-east-1: VPC Lattice connects VPCs of one Region"],
  ['is of another partition', () => requireSamePartition(stackIn('us-east-1'), 'arn', 'arn:aws-us-gov:s3:::a'),
    "'arn' must be of the partition of the stack, which is aws, got 'arn:aws-us-gov:s3:::a' of aws-us-gov: AWS connects no two partitions"],
])('what %s is refused', (_, action, message) => {
  expect(action).toThrow(new Error(message));
});

test.each<[is: string, action: () => unknown]>([
  ['passes its test', () => requireThat('name', 'a', () => true, 'be a name')],
  ['is a token with a test', () => requireThat('name', TOKEN, () => false, 'be a name')],
  ['is known', () => requireKnown('name', 'a', 'it is a name')],
  ['is a known duration', () => requireKnownDuration('time', Duration.seconds(1), 'it is a time')],
  ['is the least number', () => requireInteger('count', 2, 2, 3)],
  ['is the most', () => requireInteger('count', 3, 2, 3)],
  ['is not given', () => requireAbsent({ one: undefined }, 'with \'vpc\'', 'it is new')],
  ['is a list that is a token', () => requireNotEmpty('names', Lazy.list({ produce: () => ['a'] }), 'name one')],
  ['are different texts', () => requireUnique('names', ['a', 'A'])],
  ['is of the same account', () => requireSameAccount('key', 'Key', '111122223333', '111122223333', 'so it is')],
  ['is of an unknown account', () => requireSameAccount('key', 'Key', undefined, '111122223333', 'so it is')],
  ['is of an account that is a token', () => requireSameAccount('key', 'Key', TOKEN, '111122223333', 'so it is')],
  ['is for a stack of any account', () => requireSameAccount('key', 'Key', '111122223333', TOKEN, 'so it is')],
  ['is of the same Region', () => requireSameRegion('key', 'Key', 'us-east-1', 'us-east-1')],
  ['is of an unknown Region', () => requireSameRegion('key', 'Key', undefined, 'us-east-1')],
  ['is for a stack of any Region', () => requireSameRegion('key', 'Key', 'us-east-1', TOKEN)],
  ['is of the same partition', () => requireSamePartition(stackIn('us-gov-west-1'), 'arn', 'arn:aws-us-gov:s3:::a')],
  ['is for a stack of any partition', () => requireSamePartition(stackIn(), 'arn', 'arn:aws-us-gov:s3:::a')],
  ['is of a Region that CDK does not know', () => requireSamePartition(stackIn('mars-north-1'), 'arn', 'arn:aws:s3:::a')],
  ['is no ARN', () => requireSamePartition(stackIn('us-east-1'), 'arn', 'xarn:aws-cn:s3:::a')],
])('what %s is taken', (_, action) => {
  expect(action).not.toThrow();
});

test('a property of the user is not misspelt beside one that is almost ours', () => {
  expect(misspeltIn({ prt: 1, favouriteColour: 'blue' }, { port: number, host: text })).toEqual([{ written: 'prt', meant: 'port' }]);
});
