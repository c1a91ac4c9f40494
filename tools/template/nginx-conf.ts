import { Json, refsIn } from './json';

/** A line of nginx.conf with its end: text, and expressions in whose place CloudFormation puts text. */
export type Line = Json[];

/** Values by size of a task, and by name. */
export type Mapping = Record<string, Record<string, string>>;

/** The lines of nginx.conf as a task definition holds it: text in parts that are joined. */
export function linesOf(value: Json): Line[] {
  const lines: Line[] = [[]];
  for (const piece of typeof value === 'string' ? [value] : value['Fn::Join'][1]) {
    const [first, ...further] = typeof piece === 'string' ? piece.split(/(?<=\n)/) : [piece];
    for (const text of [first, ...further]) {
      lines[lines.length - 1].push(text);
      if (typeof text === 'string' && text.endsWith('\n')) {
        lines.push([]);
      }
    }
  }
  return lines.slice(0, -1);
}

/** A number that follows from the size of a task, and what it is. */
const NUMBER = /^( *)(\D+)(\d+)(.+\n)$/;

/** What is looked up, and where. */
export interface LookUps {
  /** The same line, with a look-up where sizes differ. */
  readonly lookUp: (line: Line) => Line;
  readonly mapping: Mapping;
}

/**
 * Look-ups in a mapping for the lines in which sizes of tasks differ.
 *
 * @param bySize nginx.conf for each size
 * @param mappingName what the template calls the mapping
 * @param parameter what the template calls the size
 */
export function lookUpSizes(bySize: Record<string, Line[]>, mappingName: string, parameter: string): LookUps {
  const sizes = Object.keys(bySize);
  const lookUps = new Map<string, Line>();
  const mapping: Mapping = Object.fromEntries(sizes.map((size) => [size, {}]));
  bySize[sizes[0]].forEach((line, index) => {
    const variants = sizes.map((size) => bySize[size][index]);
    if (variants.every((variant) => same(variant, line))) {
      return;
    }
    const found = variants.map(([text]) => NUMBER.exec(text));
    const [, indent, before, , after] = found[0] ?? [];
    if (!before || !found.every((each) => each?.[2] === before && each[4] === after)) {
      throw new Error(`sizes of tasks may differ in numbers only, got ${JSON.stringify(variants)}`);
    }
    const name = before.replace(/[^a-z]+([a-z]?)|^(.)/g, (_, later, first) => (later ?? first).toUpperCase());
    sizes.forEach((size, number) => {
      mapping[size][name] = found[number]![3];
    });
    const lookUp = [`${indent}${before}`, { 'Fn::FindInMap': [mappingName, { Ref: parameter }, name] }, after];
    variants.forEach((variant) => lookUps.set(JSON.stringify(variant), lookUp));
  });
  return { lookUp: (line) => lookUps.get(JSON.stringify(line)) ?? line, mapping };
}

/**
 * Lines that are there only if the parameter is given that they refer to.
 *
 * @param given the condition under which each optional parameter is given
 */
export function optionalIn(lines: Line[], given: Record<string, string>): Line[] {
  return lines.map((line) => {
    const [name] = refsIn(line, Object.keys(given));
    return name ? [{ 'Fn::If': [given[name], textOf([line]), ''] }] : line;
  });
}

/**
 * Lines that CloudFormation turns into one or the other: what both have in common stands there once.
 *
 * @param condition the condition under which it is the one
 * @param impliedBy the conditions that hold under no other: what they decide needs no more
 */
export function eitherOf(one: Line[], other: Line[], condition: string, impliedBy: string[] = []): Line[] {
  const isImplied = ([piece]: Line) => piece?.['Fn::If']?.[2] === '' && impliedBy.includes(piece['Fn::If'][0]);
  return differences(one, other).flatMap((difference) => [
    ...difference.common,
    ...difference.other.length === 0 && difference.one.every(isImplied)
      ? difference.one
      : [[{ 'Fn::If': [condition, textOf(difference.one), textOf(difference.other)] }]],
  ]);
}

interface Difference {
  /** Lines of both, before the difference. */
  readonly common: Line[];
  readonly one: Line[];
  readonly other: Line[];
}

/** What is common, and what is in its place where it is not, by the longest common subsequence. */
function differences(one: Line[], other: Line[]): Difference[] {
  const longest: number[][] = Array.from({ length: one.length + 1 }, () => new Array(other.length + 1).fill(0));
  for (let row = one.length - 1; row >= 0; row--) {
    for (let column = other.length - 1; column >= 0; column--) {
      longest[row][column] = same(one[row], other[column])
        ? longest[row + 1][column + 1] + 1
        : Math.max(longest[row + 1][column], longest[row][column + 1]);
    }
  }
  const found: Difference[] = [{ common: [], one: [], other: [] }];
  for (let row = 0, column = 0; row < one.length || column < other.length;) {
    const last = found[found.length - 1];
    if (row < one.length && column < other.length && same(one[row], other[column])) {
      if (last.one.length + last.other.length > 0) {
        found.push({ common: [], one: [], other: [] });
      }
      found[found.length - 1].common.push(one[row]);
      row++;
      column++;
    } else if (column === other.length || (row < one.length && longest[row + 1][column] >= longest[row][column + 1])) {
      last.one.push(one[row++]);
    } else {
      last.other.push(other[column++]);
    }
  }
  return found;
}

/** What CloudFormation joins into one text. */
export function textOf(lines: Line[]): Json {
  return join(lines.flat());
}

/** Joined as far as they are known already. */
function join(pieces: Json[]): Json {
  const joined: Json[] = [];
  for (const piece of pieces.flatMap((each) => (Array.isArray(each?.['Fn::Join']) ? each['Fn::Join'][1] : [each]))) {
    if (typeof piece === 'string' && typeof joined[joined.length - 1] === 'string') {
      joined[joined.length - 1] += piece;
    } else if (piece !== '') {
      joined.push(piece);
    }
  }
  return joined.every((piece) => typeof piece === 'string') ? joined.join('') : { 'Fn::Join': ['', joined] };
}

function same(one: Line, other: Line): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
