import { Stop } from './way';

const BOX = { width: 196, height: 146, gap: 70, top: 56 };
const MARGIN = 20;

/** Draws the stops side by side, those in the VPC in one frame. */
export function drawWay(stops: Stop[]): string {
  const width = 2 * MARGIN + stops.length * BOX.width + (stops.length - 1) * BOX.gap;
  const height = BOX.top + BOX.height + 36;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="Helvetica, Arial, sans-serif" font-size="12" role="img">`,
    `<title>The packet's way: ${stops.map(({ title }) => title).join(', ')}</title>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="#555"/></marker></defs>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    drawVpc(stops),
    ...stops.map(drawStop),
    ...stops.slice(0, -1).map(drawArrow),
    '</svg>',
    '',
  ].join('\n');
}

function left(index: number): number {
  return MARGIN + index * (BOX.width + BOX.gap);
}

function drawVpc(stops: Stop[]): string {
  const inside = stops.flatMap(({ inVpc }, index) => (inVpc ? [index] : []));
  const x = left(inside[0]) - 10;
  const width = left(inside[inside.length - 1]) + BOX.width + 10 - x;
  return `<rect x="${x}" y="16" width="${width}" height="${BOX.height + BOX.top + 4}" rx="8" fill="none" stroke="#8c4fff" stroke-dasharray="5 4"/>` +
    `<text x="${x + 12}" y="36" fill="#8c4fff">VPC of the ingress</text>`;
}

function drawStop({ title, lines }: Stop, index: number): string {
  const middle = left(index) + BOX.width / 2;
  return `<rect x="${left(index)}" y="${BOX.top}" width="${BOX.width}" height="${BOX.height}" rx="6" fill="#f7f7f7" stroke="#555"/>` +
    `<text x="${middle}" y="${BOX.top + 26}" text-anchor="middle" font-size="14" font-weight="bold">${title}</text>` +
    lines.map((line, row) => `<text x="${middle}" y="${BOX.top + 50 + row * 18}" text-anchor="middle" fill="#333">${line}</text>`).join('');
}

function drawArrow({ onward }: Stop, index: number): string {
  const from = left(index) + BOX.width;
  const y = BOX.top + BOX.height / 2;
  const words = (onward ?? '').split(' ');
  return `<line x1="${from + 3}" y1="${y}" x2="${from + BOX.gap - 3}" y2="${y}" stroke="#555" stroke-width="1.5" marker-end="url(#tip)"/>` +
    words.map((word, row) => `<text x="${from + BOX.gap / 2}" y="${y - 8 - 13 * (words.length - 1 - row)}" text-anchor="middle" font-size="11" fill="#555">${word}</text>`).join('');
}
