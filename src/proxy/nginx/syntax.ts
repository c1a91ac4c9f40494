/** A block of nginx.conf: a head, and its lines indented between braces. */
export function block(head: string, lines: string[]): string {
  return [`${head} {`, ...lines.flatMap((line) => line.split('\n')).map((line) => (line === '' ? '' : `  ${line}`)), '}'].join('\n');
}

/** A `map` block: `variable` gets the value of the entry that matches `source`. */
export function map(source: string, variable: string, entries: string[]): string {
  return block(`map ${source} ${variable}`, entries);
}
