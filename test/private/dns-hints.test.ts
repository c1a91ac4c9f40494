import { hintFor } from '../../src/private/dns-hints';

const HOST = "give the name of the host alone, 'api.example.com'";
const SPACE = "give the name without white space, 'api.example.com'";
const UNDERSCORE = 'a name of a host has no underscore: rename the service';

test.each([
  [' api.example.com', SPACE],
  ['api.example.com\n', SPACE],
  ['\t *.example.com', "give the name without white space, '*.example.com'"],
  ['https://api.example.com', HOST],
  ['HTTPS://api.example.com/v1?a=b', HOST],
  ['https://user:password@api.example.com:8443/', HOST],
  ['//api.example.com', HOST],
  ['/api.example.com', HOST],
  ['api.example.com/', HOST],
  ['api.example.com?a=b', HOST],
  ['api.example.com#a', HOST],
  ['api.example.com:8443/v1', HOST],
  ['api.example.com:8443', "give the name without a port, 'api.example.com'"],
  ['api.example.com.', "give the name without the dot at its end, 'api.example.com'"],
  ['.example.com', "give a wildcard for the names below a domain, '*.example.com'"],
  ['a_b.example.com', UNDERSCORE],
  ['a__b.example_.com', UNDERSCORE],
  ['*', 'a wildcard needs the domain that it stands below, as *.example.com'],
  ['ü.example.com', "give the name as DNS holds it, 'xn--tda.example.com'"],
  ['*.ü.example.com', "give the name as DNS holds it, '*.xn--tda.example.com'"],
])('who writes %j is told: %s', (text, hint) => {
  expect(hintFor(text)).toBe(hint);
});

test.each([
  '', ' api.example.com b', 'localhost', '10.0.0.1', 'a b.example.com', 'a api.example.com', 'https://localhost/', 'localhost:80', 'localhost.', '.com', 'api.example.com:', 'api.example.com:x',
  '_dmarc.example.com', '**', '*a', 'ü', 'a.*.ü.example.com', '\u0080', 7 as unknown as string,
])('nobody can tell what %j was meant to be', (text) => {
  expect(hintFor(text)).toBeUndefined();
});
