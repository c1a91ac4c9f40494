import { WRITABLE_PATH } from './writable-path';

/** The pipe to the program that bounds the lines about refusals and failures. */
export const BOUNDED_LOG = `${WRITABLE_PATH}/bounded.log`;

/** How many of these lines a task writes: so many at once, then so many a second. */
interface Bound {
  readonly atOnce: number;
  readonly perSecond: number;
}

const OF_ONE_CLIENT: Bound = { atOnce: 100, perSecond: 10 };
const OF_ALL_CLIENTS: Bound = { atOnce: 500, perSecond: 50 };

/**
 * How many lines for what is beyond the bound name a client, in a second. What is beyond that too shares one line for each kind.
 *
 * A client that mixes kinds has a few of them only, so that it takes them from nobody.
 */
const TOLD_APART = { ofOneClient: 4, ofAllClients: 20 };

/** A line about a refusal or a failure, in parts: variables of nginx, as members of a JSON object. */
export interface BoundedLine {
  /** Whom the bound counts as one client. This is not written. */
  readonly network: string;
  readonly time: string;
  /** What lines that are counted together have in common. */
  readonly kind: string;
  readonly client: string;
  readonly name: string;
  /** What a line that stands for many does not have. */
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
 * clients that had lines lately. In awk, reading a key that is missing makes it, so what is left for all clients is read first.
 *
 * nginx writes to the same pipe. So each line is written by itself and whole: with `print`, mawk would write the end of a line apart.
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
