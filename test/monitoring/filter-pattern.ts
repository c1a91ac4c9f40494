/**
 * Whether CloudWatch Logs finds that the line matches the pattern; for the part of the syntax that the library uses: comparisons of
 * members with strings (`*` stands for anything) and numbers, && before ||, parentheses.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function matches(pattern: string, line: string): boolean {
  const object = parsed(line);
  const tokens = pattern.match(/\$\.\w+|"[^"]*"|-?\d+(\.\d+)?|&&|\|\||!=|>=|[=(){}]|\S/g) ?? [];
  const take = (expected?: string) => {
    const token = tokens.shift();
    if (token === undefined || (expected !== undefined && token !== expected)) {
      throw new Error(`expected ${expected ?? 'more'} in the pattern ${pattern}, got ${token}`);
    }
    return token;
  };
  const chain = (operator: string, next: () => boolean, join: (left: boolean, right: boolean) => boolean) => {
    let value = next();
    while (tokens[0] === operator) {
      take(operator);
      const right = next();
      value = join(value, right);
    }
    return value;
  };
  const any = (): boolean => chain('||', () => chain('&&', term, (left, right) => left && right), (left, right) => left || right);
  const term = (): boolean => {
    if (tokens[0] === '(') {
      take('(');
      const value = any();
      take(')');
      return value;
    }
    const [member, operator, wanted] = [take(), take(), take()];
    return compare(object?.[member.replace('$.', '')], operator, wanted);
  };
  take('{');
  const value = any();
  take('}');
  return object !== undefined && value;
}

function compare(found: unknown, operator: string, wanted: string): boolean {
  if (operator === '>=') {
    return typeof found === 'number' && found >= Number(wanted);
  }
  if (found === undefined || !['=', '!='].includes(operator)) {
    return false;
  }
  const equal = wanted.startsWith('"')
    ? typeof found === 'string' && new RegExp(`^${wanted.slice(1, -1).split('*').map(escape).join('.*')}$`, 's').test(found)
    : typeof found === 'number' && found === Number(wanted);
  return equal === (operator === '=');
}

function escape(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
