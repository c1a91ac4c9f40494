import { nearestName } from '../../src/private/nearest-name';

test.each<[written: string, known: string[], meant: string | undefined]>([
  ['port', ['port'], 'port'],
  ['PORT', ['port'], 'port'],
  ['prot', ['port'], undefined],
  ['por', ['port'], 'port'],
  ['ports', ['port'], 'port'],
  ['part', ['port'], 'port'],
  ['p', ['port'], undefined],
  ['vcp', ['vpc'], undefined],
  ['tlsPort', ['vpc', 'tlsPorts'], 'tlsPorts'],
  ['allowedDomians', ['allowedDomains'], 'allowedDomains'],
  ['alowdDomians', ['allowedDomains'], undefined],
  ['favouriteColour', ['port', 'vpc'], undefined],
  ['port', [], undefined],
])('who writes %s where there is %j means %s', (written, known, meant) => {
  expect(nearestName(written, known)).toBe(meant);
});
