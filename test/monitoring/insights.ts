type Row = Record<string, unknown>;

/**
 * What CloudWatch Logs Insights answers, for the commands and functions that the library's queries use; throws at any other.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export function ask(query: string, lines: string[]): Row[] {
  return query.split(/\n\|/).map((command) => command.trim()).reduce(run, lines.flatMap(discovered));
}

/** The members of JSON lines are fields; other lines have none. */
function discovered(line: string): Row[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [{}];
  }
}

function run(rows: Row[], command: string): Row[] {
  const [name, rest] = [command.slice(0, command.indexOf(' ')), command.slice(command.indexOf(' ') + 1)];
  switch (name) {
    case 'parse': return rows.map((row) => ({ ...row, ...parse(row, rest) }));
    case 'filter': return rows.filter((row) => holds(row, rest));
    case 'stats': return stats(rows, rest);
    case 'sort': return sort(rows, rest);
    case 'limit': return rows.slice(0, Number(rest));
    default: throw new Error(`the test knows no command '${name}'`);
  }
}

function parse(row: Row, rest: string): Row {
  const [, field, expression] = /^(\w+) \/(.+)\/$/.exec(rest)!;
  return { ...new RegExp(expression).exec(String(row[field] ?? ''))?.groups };
}

function holds(row: Row, condition: string): boolean {
  const text = condition.trim();
  const either = splitOutside(text, ' or ');
  if (either.length > 1) {
    return either.some((part) => holds(row, part));
  }
  const both = splitOutside(text, ' and ');
  if (both.length > 1) {
    return both.every((part) => holds(row, part));
  }
  if (/^\(.*\)$/.test(text)) {
    return holds(row, text.slice(1, -1));
  }
  const present = /^ispresent\((\w+)\)$/.exec(text);
  if (present) {
    return row[present[1]] !== undefined;
  }
  const [, field, operator, operand] = /^(\w+) (=|!=|in|like) (.+)$/.exec(text) ?? [];
  const value = row[field];
  switch (operator) {
    case '=': return value === JSON.parse(operand);
    case '!=': return value !== undefined && value !== JSON.parse(operand);
    case 'in': return JSON.parse(operand).includes(value);
    case 'like': return value !== undefined && new RegExp(operand.slice(1, -1)).test(String(value));
    default: throw new Error(`the test knows no condition '${text}'`);
  }
}

function splitOutside(text: string, separator: string): string[] {
  const parts = text.split(separator);
  for (let index = 0; index < parts.length - 1; ) {
    const opened = (parts[index].match(/\(/g) ?? []).length - (parts[index].match(/\)/g) ?? []).length;
    if (opened > 0) {
      parts.splice(index, 2, parts[index] + separator + parts[index + 1]);
    } else {
      index += 1;
    }
  }
  return parts;
}

const FUNCTIONS: Record<string, (values: any[], rows: Row[]) => unknown> = {
  count: (_values, rows) => rows.length,
  count_distinct: (values) => new Set(values).size,
  sum: (values) => values.reduce((sum, value) => sum + Number(value), 0),
  max: (values) => Math.max(...values.map(Number)),
  avg: (values) => values.reduce((sum, value) => sum + Number(value), 0) / values.length,
  latest: (values) => values[values.length - 1],
};

function stats(rows: Row[], rest: string): Row[] {
  const [what, by] = rest.split(' by ');
  const keys = by.split(', ');
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify(keys.map((each) => row[each]));
    groups.set(key, [...groups.get(key) ?? [], row]);
  }
  return [...groups.values()].map((group) => ({
    ...Object.fromEntries(keys.map((key) => [key, group[0][key]])),
    ...Object.fromEntries(splitOutside(what, ', ').map((term) => {
      const [, name, expression, alias] = /^(\w+)\((.+)\) as (\w+)$/.exec(term)!;
      return [alias, FUNCTIONS[name](group.map((row) => valueOf(row, expression)).filter((value) => value !== undefined), group)];
    })),
  }));
}

/** A field, the first of a field and a number that there is, or a product. */
function valueOf(row: Row, expression: string): unknown {
  const [, field, otherwise] = /^coalesce\((\w+), (\d+)\)$/.exec(expression) ?? [];
  if (field) {
    return row[field] ?? Number(otherwise);
  }
  const [, one, other] = /^(\w+) \* (.+)$/.exec(expression) ?? [];
  return one ? row[one] && Number(row[one]) * Number(valueOf(row, other)) : row[expression];
}

function sort(rows: Row[], rest: string): Row[] {
  const [field, direction] = rest.split(' ');
  return [...rows].sort((left, right) => (Number(left[field]) - Number(right[field])) * (direction === 'desc' ? -1 : 1));
}
