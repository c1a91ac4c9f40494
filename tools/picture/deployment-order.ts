import { byConstruct, Resource } from './resources';
import { box, picture, text } from './svg';

const CELL = { width: 232, padding: 12, line: 17, gap: 8 };
const HEAD = { width: 66, height: 36 };
const MARGIN = 20;

/** How many characters of a cell fit beside each other. */
const LETTERS = 29;

/** A line of a cell: so many resources of one type, or a function that runs. */
interface Entry {
  readonly words: string;
  readonly runs: boolean;
  /** Whether it is the rest of the line above. */
  readonly isRest: boolean;
}

/** The order in which CloudFormation makes the resources: a column for each room, a row for each step, which waits for the one before. */
export function drawDeploymentOrder(resources: Resource[]): string {
  const stepOf = stepsOf(resources);
  const steps = Array.from({ length: Math.max(...resources.map(stepOf)) }, (_, index) => resources.filter((each) => stepOf(each) === index + 1));
  const rooms = byConstruct(resources, 0).map(([room]) => room);
  const parts = rooms.map((room, index) => text({ x: leftOf(index) + CELL.padding, y: MARGIN + 20 }, room, { size: 14, bold: true }));
  let y = MARGIN + HEAD.height;
  steps.forEach((made, index) => {
    const cells = rooms.map((room) => entriesOf(made.filter(({ path }) => path[0] === room)));
    const height = Math.max(...cells.map(({ length }) => length)) * CELL.line + CELL.padding + 2;
    parts.push(text({ x: MARGIN, y: y + 19 }, `step ${index + 1}`, { tone: 'quiet' }), ...cells.map((cell, column) => drawCell(cell, { x: leftOf(column), y }, height)));
    y += height + CELL.gap;
  });
  return picture(`The order of a deployment in ${steps.length} steps`, leftOf(rooms.length) - CELL.gap + MARGIN, y - CELL.gap + MARGIN, parts);
}

function drawCell(entries: Entry[], { x, y }: { x: number; y: number }, height: number): string {
  return entries.length === 0 ? '' : box({ x, y }, CELL.width, height) + entries.map(({ words, runs, isRest }, row) =>
    text({ x: x + CELL.padding * (isRest ? 2 : 1), y: y + 19 + row * CELL.line }, words, runs ? { tone: 'loud', bold: true } : {})).join('');
}

function leftOf(column: number): number {
  return MARGIN + HEAD.width + column * (CELL.width + CELL.gap);
}

/** The step of each resource: one after the last of those that it waits for. */
function stepsOf(resources: Resource[]): (resource: Resource) => number {
  const byId = new Map(resources.map((resource) => [resource.logicalId, resource]));
  const known = new Map<Resource, number>();
  const stepOf = (resource: Resource): number => {
    const needed = resource.needs.flatMap((id) => byId.get(id) ?? []);
    const step = known.get(resource) ?? Math.max(0, ...needed.map(stepOf)) + 1;
    known.set(resource, step);
    return step;
  };
  return stepOf;
}

function entriesOf(resources: Resource[]): Entry[] {
  const types = resources.map(({ type }) => type);
  return [...new Set(types)].flatMap((type) => {
    const runs = type.startsWith('Custom::');
    const count = types.filter((each) => each === type).length;
    return wrapped(`${count > 1 ? `${count} × ` : ''}${inWords(type)}`).map((words, index) => ({ words, runs, isRest: index > 0 }));
  });
}

/** `AWS::VpcLattice::ServiceNetworkVpcAssociation` is a `service network VPC association`. */
function inWords(type: string): string {
  const name = type.split('::').at(-1)!.replace('LatticeExternalIngress', '');
  return name.split(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/).map((word) => (/^(vpc|cidr)$/i.test(word) ? word.toUpperCase() : word.toLowerCase())).join(' ');
}

function wrapped(words: string): string[] {
  return words.match(new RegExp(`.{1,${LETTERS}}(?= |$)`, 'g'))!.map((line) => line.trim());
}
