import { box, picture, text } from './svg';

/** A dashboard is 24 columns wide; what a column and a row measure here. */
const GRID = { columns: 24, column: 44, row: 30, gap: 6 };
const MARGIN = { left: 14, top: 44 };
const COLOURS = ['#1f77b4', '#ff7f0e', '#2ca02c', '#9467bd', '#8c564b', '#e377c2', '#17becf', '#bcbd22'];
const ALARM = '#d62728';
const POINTS = 40;

/** How a metric is shown. */
interface Shown {
  readonly label?: string;
  readonly color?: string;
  readonly visible?: boolean;
}

/** Where an alarm goes off. */
interface Threshold {
  readonly value: number;
  readonly label: string;
  readonly fill: 'above' | 'below';
}

/** A widget, as far as it is drawn. */
interface Widget {
  readonly type: 'text' | 'alarm' | 'metric' | 'log';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly markdown?: string;
    readonly title?: string;
    readonly alarms?: string[];
    /** What is graphed: the namespace and the name of a metric, its dimensions, and last how it is shown. */
    readonly metrics?: [namespace: string, name: string, ...dimensions: string[], shown: Shown][];
    readonly annotations?: { readonly horizontal: Threshold[] };
    readonly query?: string;
  };
}

/** A place on the picture. */
interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The dashboard of a template as CloudWatch lays it out: its rows, titles, metrics and thresholds.
 *
 * Curves, rows of tables and states of alarms are made up, and the picture says so.
 */
export function drawDashboard(template: { readonly Resources: Record<string, { readonly Type: string; readonly Properties: any }> }): string {
  const dashboard = Object.values(template.Resources).find(({ Type }) => Type === 'AWS::CloudWatch::Dashboard');
  if (!dashboard) {
    throw new Error('the template must hold a dashboard to draw it');
  }
  const widgets = widgetsIn(dashboard.Properties.DashboardBody);
  const rows = Math.max(...widgets.map(({ y, height }) => y + height));
  const width = 2 * MARGIN.left + GRID.columns * GRID.column;
  return picture('The dashboard of an ingress', width, MARGIN.top + rows * GRID.row + MARGIN.left, [
    text({ x: MARGIN.left, y: 28 }, 'Widgets, metrics and thresholds are those of the template. The data is made up.', { size: 15, tone: 'loud' }),
    ...widgets.map(drawWidget),
  ]);
}

/** The widgets, with a word for what is known at deploy time only: a zone by its number. */
function widgetsIn(body: string | { readonly 'Fn::Join': [string, unknown[]] }): Widget[] {
  const parts = typeof body === 'string' ? [body] : body['Fn::Join'][1];
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : wordFor(part))).join('')).widgets;
}

function wordFor(token: any): string {
  const zone = token['Fn::Select']?.[0];
  return zone === undefined ? 'known at deploy time' : `zone ${Number(zone) + 1}`;
}

function drawWidget({ type, x, y, width, height, properties }: Widget): string {
  const frame = {
    x: MARGIN.left + x * GRID.column,
    y: MARGIN.top + y * GRID.row,
    width: width * GRID.column - GRID.gap,
    height: height * GRID.row - GRID.gap,
  };
  if (type === 'text') {
    return text({ x: frame.x, y: frame.y + 20 }, properties.markdown!.replace(/^#+ /, ''), { size: 15, bold: true });
  }
  return box(frame, frame.width, frame.height) +
    text({ x: frame.x + 10, y: frame.y + 20 }, properties.title!, { bold: true }) +
    { alarm: drawStates, metric: drawGraph, log: drawTable }[type](frame, properties);
}

/** A square for each alarm: all of them are well. */
function drawStates({ x, y, width }: Frame, { alarms = [] }: Widget['properties']): string {
  const place = (width - 20) / alarms.length;
  return alarms.map((_, index) =>
    `<rect x="${(x + 10 + index * place).toFixed(1)}" y="${y + 34}" width="${(place - 6).toFixed(1)}" height="44" rx="3" fill="#2ca02c" fill-opacity="0.35"/>` +
    text({ x: x + 10 + index * place + (place - 6) / 2, y: y + 61 }, 'OK', { size: 11, anchor: 'middle' })).join('');
}

/** A curve for each metric that is shown, and a line for each threshold. */
function drawGraph({ x, y, width, height }: Frame, { metrics = [], annotations }: Widget['properties']): string {
  const shown = metrics
    .map((metric) => ({ label: metric[1] as string, ...metric[metric.length - 1] as Shown }))
    .filter(({ visible }) => visible !== false);
  const ground = { left: x + 10, right: x + width - 10, top: y + 34, bottom: y + height - 16 - 14 * Math.ceil(shown.length / 2) };
  const curves = shown.map(({ label, color: chosen }, index) => {
    const color = chosen ?? COLOURS[index % COLOURS.length];
    const place = { x: x + 10 + (index % 2) * (width / 2 - 5), y: ground.bottom + 18 + 14 * Math.floor(index / 2) };
    return `<polyline points="${curve(label, index / shown.length, ground)}" fill="none" stroke="${color}" stroke-width="1.5"/>` +
      `<rect x="${place.x}" y="${place.y - 7}" width="8" height="8" fill="${color}"/>` +
      text({ x: place.x + 12, y: place.y }, shortened(label, width / (shown.length === 1 ? 1 : 2) - 28), { size: 10 });
  });
  return `<line class="way" x1="${ground.left}" y1="${ground.bottom}" x2="${ground.right}" y2="${ground.bottom}"/>` +
    curves.join('') +
    (annotations?.horizontal ?? []).map((annotation) => drawThreshold(annotation, ground)).join('');
}

interface Ground {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The curves lie on the side where no alarm goes off. */
function drawThreshold({ value, label, fill }: Threshold, { left, right, top, bottom }: Ground): string {
  const y = top + (bottom - top) * (fill === 'above' ? 0.18 : 0.92);
  return `<line x1="${left}" y1="${y}" x2="${right}" y2="${y}" stroke="${ALARM}" stroke-dasharray="5 3"/>` +
    `<text x="${right}" y="${y - 4}" font-size="10" text-anchor="end" style="fill: ${ALARM}">${label} ${value}</text>`;
}

/** Made up, and the same in every run: two waves whose lengths follow from the label. */
function curve(label: string, lift: number, { left, right, top, bottom }: Ground): string {
  const seed = [...label].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 7);
  return Array.from({ length: POINTS }, (_, index) => {
    const wave = Math.sin(index / (3 + seed % 5) + seed) + 0.5 * Math.sin(index / (1.2 + seed % 3) + 2 * seed);
    const share = 0.25 + 0.4 * lift + 0.08 * wave;
    return `${(left + (right - left) * (index / (POINTS - 1))).toFixed(1)},${(bottom - (bottom - top) * share).toFixed(1)}`;
  }).join(' ');
}

/** The columns that a query gives, and rows without words. */
function drawTable({ x, y, width, height }: Frame, { query = '' }: Widget['properties']): string {
  const columns = columnsOf(query);
  const place = (width - 20) / columns.length;
  const rows = Math.floor((height - 60) / 20);
  return columns.map((column, index) => text({ x: x + 10 + index * place, y: y + 44 }, shortened(column, place), { size: 11, tone: 'quiet' })).join('') +
    Array.from({ length: rows }, (_, row) =>
      columns.map((column, index) => `<rect class="tip" opacity="0.25" x="${(x + 10 + index * place).toFixed(1)}" y="${y + 58 + row * 20}" width="${(place * (0.35 + ((column.length * 7 + row * 3) % 5) / 10)).toFixed(1)}" height="8" rx="2"/>`).join('')).join('');
}

/** What a statement of statistics names: first what is counted, then by what. */
function columnsOf(query: string): string[] {
  const [, counted = '', by = ''] = /\| stats (.*?) by (.*?)(?:\n|$)/s.exec(query) ?? [];
  return [...by.split(','), ...counted.split(/,(?![^(]*\))/).map((each) => each.split(' as ').pop()!)].map((each) => each.trim()).filter(Boolean);
}

/** As much of a text as fits, at the size of a legend. */
function shortened(label: string, width: number): string {
  const most = Math.max(3, Math.floor(width / 5.6));
  return label.length > most ? `${label.slice(0, most - 1)}…` : label;
}
