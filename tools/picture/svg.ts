/** Each picture brings its own ground, so that it can be read on any page, light or dark. */
const STYLE = `
  .ground { fill: #ffffff } .box { fill: #f6f8fa; stroke: #57606a } .frame { fill: none; stroke: #8250df; stroke-dasharray: 5 4 }
  .way { stroke: #57606a; stroke-width: 1.5; fill: none } .tip { fill: #57606a }
  text { fill: #1f2328 } .quiet { fill: #57606a } .loud { fill: #8250df }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117 } .box { fill: #161b22; stroke: #8b949e } .frame { stroke: #b083f0 }
    .way { stroke: #9da7b3 } .tip { fill: #9da7b3 }
    text { fill: #e6edf3 } .quiet { fill: #9da7b3 } .loud { fill: #b083f0 }
  }
`;

const TIP = '<marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="tip" d="M0 0L8 4L0 8z"/></marker>';

/** How a text looks. */
export interface TextOptions {
  /** @default 12 */
  readonly size?: number;
  readonly bold?: boolean;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** `quiet` for what matters less, `loud` for what matters more. */
  readonly tone?: 'quiet' | 'loud';
}

/** A point, or the corner of a box. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The whole file. */
export function picture(title: string, width: number, height: number, parts: string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="Helvetica, Arial, sans-serif" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<defs>${TIP}</defs>`,
    `<rect class="ground" width="${width}" height="${height}" rx="8"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

export function box({ x, y }: Point, width: number, height: number, kind: 'box' | 'frame' = 'box'): string {
  return `<rect class="${kind}" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>`;
}

export function text({ x, y }: Point, content: string, { size = 12, bold, anchor, tone }: TextOptions = {}): string {
  const attributes = [
    tone && `class="${tone}"`,
    `x="${x}" y="${y}" font-size="${size}"`,
    anchor && anchor !== 'start' && `text-anchor="${anchor}"`,
    bold && 'font-weight="bold"',
  ].filter(Boolean);
  return `<text ${attributes.join(' ')}>${escaped(content)}</text>`;
}

/** Lines below each other, from the first one's place. */
export function lines({ x, y }: Point, contents: string[], options: TextOptions = {}, height = 18): string {
  return contents.map((content, row) => text({ x, y: y + row * height }, content, options)).join('');
}

export function arrow(from: Point, to: Point): string {
  return `<line class="way" x1="${from.x}" y1="${from.y}" x2="${to.x}" y2="${to.y}" marker-end="url(#tip)"/>`;
}

/** An arrow that first goes half of the way, then up or down, then the rest. */
export function elbow(from: Point, to: Point): string {
  return `<path class="way" d="M${from.x} ${from.y}H${(from.x + to.x) / 2}V${to.y}H${to.x}" marker-end="url(#tip)"/>`;
}

function escaped(content: string): string {
  return content.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
