import { NginxConfiguration } from './configuration';
import { ServiceRoute } from '../../private/service-route';

/**
 * What a `#each` line repeats: the names of a kind, or the services behind them.
 *
 * `service` is a name with a service, `domain` a name that is looked up; those below `*.` are kinds of their own. An `upstream` is a service,
 * once however many names lead to it.
 */
export type ListedKind = 'upstream' | 'service' | '*.service' | 'domain' | '*.domain';

/**
 * The names that the proxy forwards, one a line, before everything else in nginx.conf.
 *
 * nginx needs a name in a dozen places, and a task definition holds 64 KiB: so each name travels once, and the task writes the rest when it
 * starts (`WRITE_NGINX_CONF`). Both kinds of lines are comments to nginx, which therefore forwards nothing where they are left as they are.
 */
export function renderNameList({ routes, allowedDomains }: NginxConfiguration): string[] {
  const named = new Set<string>();
  return [
    ...routes.map(({ domainName, target }) => {
      const upstream = labelOfTarget(routes, target);
      const first = !named.has(target);
      named.add(target);
      return ['#service', domainName, upstream, ...first ? [target] : []].join(' ');
    }),
    ...allowedDomains.map((domain) => `#domain ${domain}`),
  ];
}

/** Whether a line of nginx.conf lists a name. */
export function listsName(line: string): boolean {
  return /^#(service|domain) /.test(line);
}

/**
 * A line that the task writes once for each listed name of this kind, with the name's own text for `{name}`, `{upstream}` and `{target}`.
 *
 * @param kind which of the names
 * @param line a line of nginx.conf
 */
export function each(kind: ListedKind, line: string): string {
  return `#each ${kind} ${line}`;
}

/** The program for awk that writes nginx.conf from `NGINX_CONF`. It puts the text of names in place as it is, and evaluates none of it. */
export const WRITE_NGINX_CONF = `
function put(text, place, value,    at, done) {
  while (at = index(text, place)) { done = done substr(text, 1, at - 1) value; text = substr(text, at + length(place)) }
  return done text
}
/^#(service|domain) / { listed[++count] = $0; next }
/^ *#each / {
  indent = substr($0, 1, index($0, "#") - 1); line = substr($0, index($0, $2) + length($2) + 1)
  for (i = 1; i <= count; i++) {
    parts = split(listed[i], part, " "); kind = (part[2] ~ /^[*]/ ? "*." : "") substr(part[1], 2)
    if ($2 == kind || ($2 == "upstream" && parts == 4)) print indent put(put(put(line, "{name}", part[2]), "{upstream}", part[3]), "{target}", part[4])
  }
  next
}
{ print }
`.trim();

/** Services behind one generated name share an upstream group, which is called after the first of their names. */
function labelOfTarget(routes: ServiceRoute[], target: string): string {
  return routes.find((route) => route.target === target)!.label;
}
