import { domainToASCII } from 'node:url';
import { isDomainPattern } from './dns-names';

/** The ways in which a text is almost a name, and what to write instead. */
const NEAR_MISSES: [form: RegExp, advice: (text: string) => string][] = [
  [/^\s+(\S+)$|^(\S+)\s+$/, (name) => `give the name without white space, '${name}'`],
  [/^(?:[a-z]+:)?\/\/?(?:[^/@]*@)?([^/:?#]+)|^([^/:?#@\s]+)(?::\d+)?[/?#]/i, (host) => `give the name of the host alone, '${host}'`],
  [/^([^:/]+):\d+$/, (host) => `give the name without a port, '${host}'`],
  [/^(.+)\.$/, (name) => `give the name without the dot at its end, '${name}'`],
  [/^\.(.+)$/, (domain) => `give a wildcard for the names below a domain, '*.${domain}'`],
  [/^[^_]+(?:_[^_]*)+$/, () => 'a name of a host has no underscore: rename the service'],
  [/^\*$/, () => 'a wildcard needs the domain that it stands below, as *.example.com'],
];

/** What the user may have meant by a text that is no name; nothing where nobody can tell. */
export function hintFor(text: string): string | undefined {
  if (typeof text !== 'string') {
    return undefined;
  }
  if (/[^\x00-\x7f]/.test(text)) {
    const ascii = domainToASCII(text.replace(/^\*\./, ''));
    const name = text.startsWith('*.') ? `*.${ascii}` : ascii;
    return ascii && isDomainPattern(name) ? `give the name as DNS holds it, '${name}'` : undefined;
  }
  for (const [form, advice] of NEAR_MISSES) {
    const found = form.exec(text);
    const name = found?.slice(1).find((group) => group !== undefined);
    if (found && (name === undefined || isDomainPattern(name))) {
      return advice(name ?? '');
    }
  }
  return undefined;
}
