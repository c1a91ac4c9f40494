import { arrow, box, lines, Point, text } from './svg';

/** What a picture tells of one stop of a packet. */
export interface Stop {
  readonly title: string;
  readonly says: string[];
  /** What travels on to the next stop. */
  readonly onward?: string[];
}

/** The measures of a stop. */
export const STOP = { width: 194, height: 154, gap: 54, frame: 10, frameTop: 40 };
export const MARGIN = 14;

/** The left edge of the stop in this column. */
export function columnAt(column: number): number {
  return MARGIN + column * (STOP.width + STOP.gap);
}

/** The width of a picture with so many columns. */
export function widthOf(columns: number): number {
  return columnAt(columns) - STOP.gap + MARGIN;
}

export function drawStop({ title, says }: Stop, { x, y }: Point): string {
  const middle = x + STOP.width / 2;
  return box({ x, y }, STOP.width, STOP.height) +
    text({ x: middle, y: y + 26 }, title, { size: 14, bold: true, anchor: 'middle' }) +
    lines({ x: middle, y: y + 52 }, says, { size: 13, anchor: 'middle' }, 20);
}

/** Stops side by side in one line, with the arrows between them, from the first one's corner. */
export function drawStops(stops: Stop[], { x, y }: Point): string {
  return stops.map((stop, index) => {
    const left = x + index * (STOP.width + STOP.gap);
    return drawStop(stop, { x: left, y }) + drawOnward(stop, { x: left + STOP.width, y: y + STOP.height / 2 });
  }).join('');
}

/** A frame around the stops of one line from one column to another, with what it is. */
export function drawFrame(title: string, y: number, first: number, last: number): string {
  const x = columnAt(first) - STOP.frame;
  const width = columnAt(last) + STOP.width + STOP.frame - x;
  return box({ x, y: y - STOP.frameTop }, width, STOP.height + STOP.frameTop + 20, 'frame') +
    text({ x: x + 12, y: y - STOP.frameTop + 20 }, title, { size: 13, tone: 'loud' });
}

function drawOnward({ onward }: Stop, { x, y }: Point): string {
  if (!onward) {
    return '';
  }
  return arrow({ x: x + 3, y }, { x: x + STOP.gap - 3, y }) +
    lines({ x: x + STOP.gap / 2, y: y - 8 - 13 * (onward.length - 1) }, onward, { size: 12, anchor: 'middle', tone: 'quiet' }, 13);
}
