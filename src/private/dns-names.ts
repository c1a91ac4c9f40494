import { Token } from 'aws-cdk-lib';

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const TOP_LABEL = '[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?';

/**
 * A DNS name of two labels or more whose last label starts with a letter, as a regular expression without anchors.
 *
 * That leaves out IP literals of every kind, ports, underscores and empty or over-long labels.
 */
export const DNS_NAME = `(?:${LABEL}\\.)+${TOP_LABEL}`;

/** The most bytes that a DNS name holds. */
export const DNS_NAME_BYTES = 253;

const WILDCARD = '*.';

/** Whether the text is a DNS name. */
export function isDnsName(text: string): boolean {
  return text.length <= DNS_NAME_BYTES && new RegExp(`^${DNS_NAME}$`, 'i').test(text);
}

/** Whether the text is a DNS name, or a `*.` followed by one that leaves room for a name below it. */
export function isDomainPattern(text: string): boolean {
  return text.length <= DNS_NAME_BYTES && isDnsName(withoutWildcard(text));
}

/** Whether the pattern stands for every name below it. */
export function isWildcard(pattern: string): boolean {
  return pattern.startsWith(WILDCARD);
}

/** The name in the one spelling that everything is called after: DNS knows no case. Tokens are left as they are. */
export function inLowerCase(name: string): string {
  return Token.isUnresolved(name) || Token.isUnresolved([name]) ? name : name.toLowerCase();
}

/** What a wildcard stands below: a token is taken for a name. */
export function withoutWildcard(pattern: string): string {
  return isWildcard(pattern) ? pattern.slice(WILDCARD.length) : pattern;
}

/** Whether the pattern admits a name, or all names that another pattern stands for. */
export function admits(pattern: string, name: string): boolean {
  const [outer, inner] = [pattern, name].map((text) => text.toLowerCase());
  return outer === inner || (isWildcard(outer) && inner.endsWith(outer.slice(1)));
}

/** Whether the zone of this name holds a name or a pattern. */
export function holds(zoneName: string, name: string): boolean {
  return `.${name}`.toLowerCase().endsWith(`.${zoneName.toLowerCase().replace(/\.$/, '')}`);
}
