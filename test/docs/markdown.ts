import { Node, Parser } from 'commonmark';
import GithubSlugger from 'github-slugger';

/** A link or an image. */
export interface Link {
  readonly line: number;
  readonly target: string;
}

/** A fenced block of commands for a shell. */
export interface Commands {
  readonly line: number;
  readonly text: string;
}

/** Words set as code. */
export interface Code {
  readonly line: number;
  readonly text: string;
}

/** What can be wrong in a document. */
export interface Document {
  readonly links: Link[];
  readonly code: Code[];
  readonly commands: Commands[];
  /** What a link to a place in the document may name, by GitHub's rules. */
  readonly anchors: string[];
}

/** Reads a Markdown text. */
export function read(markdown: string): Document {
  const nodes = nodesOf(markdown);
  const slugger = new GithubSlugger();
  const headings = nodes.filter(({ type }) => type === 'heading').map((heading) => slugger.slug(textOf(heading)));
  return {
    links: nodes.filter(({ type }) => ['link', 'image'].includes(type)).map((node) => ({ line: lineOf(node), target: decodeURI(node.destination!) })),
    code: nodes.filter(({ type }) => type === 'code').map((node) => ({ line: lineOf(node), text: node.literal! })),
    commands: nodes.filter(({ type, info }) => type === 'code_block' && /^(sh|bash)\b/.test(info ?? '')).map((node) => ({ line: lineOf(node) + 1, text: node.literal! })),
    anchors: [...headings, ...[...markdown.matchAll(/<a [^>]*id="([^"]+)"/g)].map(([, id]) => id)],
  };
}

function nodesOf(markdown: string): Node[] {
  return entered(new Parser().parse(markdown));
}

/** A node, and all that is in it. */
function entered(root: Node): Node[] {
  const nodes: Node[] = [];
  const walker = root.walker();
  for (let event = walker.next(); event; event = walker.next()) {
    if (event.entering) {
      nodes.push(event.node);
    }
  }
  return nodes;
}

function textOf(heading: Node): string {
  return entered(heading).filter(({ type }) => ['text', 'code'].includes(type)).map(({ literal }) => literal).join('');
}

/** Only blocks know their line. */
function lineOf(node: Node): number {
  return node.sourcepos?.[0][0] ?? lineOf(node.parent!);
}
