import { WRITABLE_PATH } from './writable-path';

/** The pipe to the program that bounds the lines about refusals and failures. */
export const BOUNDED_LOG = `${WRITABLE_PATH}/bounded.log`;

/** The bound of these lines: a burst, and then so many a second. */
interface Bound {
  readonly atOnce: number;
  readonly perSecond: number;
}

const OF_ONE_CLIENT: Bound = { atOnce: 100, perSecond: 10 };
const OF_ALL_CLIENTS: Bound = { atOnce: 500, perSecond: 50 };

/**
 * Beyond the bound, lines are counted together, and each second has counting lines. So many of them name a client; the rest is one line for each kind.
 *
 * One client has at most a few of them, so it leaves the others to other clients.
 */
const TOLD_APART = { ofOneClient: 4, ofAllClients: 20 };

/** A line about a refusal or a failure, in parts: variables of nginx, as members of a JSON object. */
export interface BoundedLine {
  /** Whom the bound counts as one client. This is not written. */
  readonly network: string;
  readonly time: string;
  /** The fields that lines have in common if they are counted together. */
  readonly kind: string;
  readonly client: string;
  readonly name: string;
  /** The fields that only a line about a single connection or request has. */
  readonly rest: string;
}

/** A line for the pipe: its parts, with tabs between them. Escaped as JSON, no part holds a tab. */
export function renderBoundedLine({ network, time, kind, client, name, rest }: BoundedLine): string {
  return [network, time, `,${kind}`, `,${client}`, `,${name}`, `,${rest}`].join('\\t');
}

/**
 * The program for awk that bounds these lines. An empty line tells it that a second is over, and `end` that nginx has ended.
 *
 * It writes the first lines of each client, and counts the others. Once a second it writes one line for all that it counted of a client and a kind,
 * with their number as `weight`: so the weights of all lines add up to what happened, while the number of lines is bounded. It remembers only
 * clients that had lines lately. In awk, reading a missing key makes it, so the program first reads what is left for all clients.
 *
 * nginx writes to the same output. So the program writes each line whole, by one call: `print` of mawk would write the line feed apart.
 */
export const BOUND_LOG = `
function write(line) { printf "%s", line "\\n"; fflush() }
function tell(    key) {
  for (key in count) write("{" head[key] name[key] ",\\"weight\\":" count[key] "}")
  split("", count); split("", head); split("", name); split("", kinds); apart = 0
}
function told_apart(network) {
  if (apart >= ${TOLD_APART.ofAllClients} || kinds[network] >= ${TOLD_APART.ofOneClient}) return 0
  kinds[network]++; return ++apart
}
function forget(    network) {
  all = all > ${OF_ALL_CLIENTS.perSecond} ? all - ${OF_ALL_CLIENTS.perSecond} : 0
  for (network in lines) if ((lines[network] -= ${OF_ONE_CLIENT.perSecond}) <= 0) delete lines[network]
}
BEGIN { FS = "\\t" }
$0 == "" { tell(); forget(); next }
$0 == "end" { exit }
all < ${OF_ALL_CLIENTS.atOnce} && lines[$1] < ${OF_ONE_CLIENT.atOnce} { all++; lines[$1]++; write("{" $2 $3 $4 $5 $6 ",\\"weight\\":1}"); next }
{
  key = $1 $3; client = $4
  if (!(key in count) && !told_apart($1)) { key = $3; client = "" }
  name[key] = !(key in count) || name[key] == $5 ? $5 : ""
  head[key] = $2 $3 client; count[key]++
}
END { tell() }
`.trim();
