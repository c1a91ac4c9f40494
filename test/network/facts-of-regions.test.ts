import { S3_PREFIX_LISTS } from '../../src/network/egress/s3-prefix-list';
import { ZONES_WITHOUT_LATTICE } from '../../src/network/zones-without-lattice';

/** The first letters of a Region in its ids of zones: usw1 for us-west-1, apne1 for ap-northeast-1. */
function shortNameOf(region: string): string {
  const [area, direction, number] = region.split('-');
  return area + direction.replace(/^(north|south)?(\w)\w*/, (_, first = '', second) => first.charAt(0) + second) + number;
}

test.each(Object.entries(ZONES_WITHOUT_LATTICE))('the zone of %s that VPC Lattice is not in, %s, is one of that Region', (region, zone) => {
  expect(zone.split('-')).toEqual([shortNameOf(region), expect.stringMatching(/^az[1-6]$/)]);
});

test('each Region has a prefix list of Amazon S3 of its own', () => {
  const ids = Object.values(S3_PREFIX_LISTS);

  expect(ids).toEqual(ids.map(() => expect.stringMatching(/^pl-[0-9a-f]{8}$/)));
  expect(new Set(ids).size).toBe(ids.length);
});
