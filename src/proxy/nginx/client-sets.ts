import { NginxConfiguration } from './configuration';
import { ipRangeOf } from '../../private/ip-ranges';

/** All addresses of a version of IP, in halves: `geo` takes the whole for its `default`, and warns that there are two. */
const HALVES: Record<number, string[]> = { 4: ['0.0.0.0/1', '128.0.0.0/1'], 6: ['::/1', '8000::/1'] };

/** The sets of clients that may ask for some names, each once, however many names are theirs. */
export interface ClientSets {
  /** The ranges of each set, as the list of names has them. */
  readonly sets: string[];

  /** What stands behind the kind of a name in that list: which set may ask for it, and nothing where every client may. */
  readonly setOf: (domainName: string) => string;
}

/** The sets, numbered from 1 in the order of their first names: a variable of nginx cannot be called after a name, which may hold hyphens. */
export function clientSetsOf({ clientRanges }: NginxConfiguration): ClientSets {
  const textOf = (ranges: string[]) => ranges.flatMap(entriesOf).join(',');
  const sets = [...new Set([...clientRanges.values()].map(textOf))];
  const setOf = (domainName: string) => {
    const ranges = clientRanges.get(domainName);
    return ranges ? `/${sets.indexOf(textOf(ranges)) + 1}` : '';
  };
  return { sets, setOf };
}

/** The entries of a `geo` for a range, however it is spelled. What is known at deploy time only stays as it is. */
function entriesOf(range: string): string[] {
  const known = ipRangeOf(range);
  return known && range.endsWith('/0') ? HALVES[known.version] : [range];
}
