import { byConstruct, Resource } from './resources';
import { box, lines, picture, text } from './svg';

const ROOM = { width: 236, gap: 14, padding: 14, head: 58, line: 18, indent: 14 };
const MARGIN = 20;

/** A line of a room: a construct, how deep it lies, and how many resources it makes. */
interface Entry {
  readonly id: string;
  readonly depth: number;
  readonly count: number;
}

/** The construct tree: a box for each room, with what it is made of. */
export function drawRooms(resources: Resource[]): string {
  const rooms = byConstruct(resources, 0);
  const height = ROOM.head + Math.max(...rooms.map(([, inRoom]) => entriesOf(inRoom).length)) * ROOM.line;
  const width = 2 * MARGIN + rooms.length * (ROOM.width + ROOM.gap) - ROOM.gap;
  return picture(`The rooms: ${rooms.map(([id]) => id).join(', ')}`, width, height + 2 * MARGIN, rooms.map(([id, inRoom], index) =>
    drawRoom(id, inRoom, MARGIN + index * (ROOM.width + ROOM.gap), height)));
}

function drawRoom(id: string, resources: Resource[], x: number, height: number): string {
  const [left, right, top] = [x + ROOM.padding, x + ROOM.width - ROOM.padding, MARGIN + ROOM.head - 6];
  const entries = entriesOf(resources);
  return box({ x, y: MARGIN }, ROOM.width, height) +
    text({ x: left, y: MARGIN + 26 }, id, { size: 15, bold: true }) +
    text({ x: right, y: MARGIN + 26 }, `${resources.length} resources`, { anchor: 'end', tone: 'quiet' }) +
    entries.map((entry, row) => text({ x: left + ROOM.indent * entry.depth, y: top + row * ROOM.line }, entry.id, { tone: entry.depth > 0 ? 'quiet' : undefined })).join('') +
    lines({ x: right, y: top }, entries.map(({ count }) => `${count}`), { anchor: 'end', tone: 'quiet' }, ROOM.line);
}

/** The constructs of a room, and what is in those that are no single AWS resource. */
function entriesOf(resources: Resource[]): Entry[] {
  return byConstruct(resources, 1).flatMap(([id, inside]) => {
    const isOne = inside.some(({ path }) => path.length <= 3);
    const parts = isOne ? [] : byConstruct(inside, 2);
    return [{ id, depth: 0, count: inside.length }, ...parts.map(([part, { length: count }]) => ({ id: part, depth: 1, count }))];
  });
}
