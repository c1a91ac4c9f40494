import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Code, Commands, Document, Link, read } from './markdown';

/** What documents may refer to. */
export interface Repository {
  readonly root: string;
  /** Where it is on GitHub. */
  readonly url: string;
  /** The paths of its files, from the root. */
  readonly files: string[];
  /** The names of its tasks: what `npm run` and `npx projen` can be given. */
  readonly tasks: string[];
}

/** A word that stands for a value of the reader's: `TEMPLATE.json`, `my-bucket`. */
const PLACEHOLDER = /[A-Z]{3}|\.\.\./;

/** Where commands leave what git does not keep. */
const MADE = /^(\.venv|\.venv-deploy|\.bench|cdk\.out|dist|coverage|lib|node_modules)\//;

/** Where a command writes to. */
const WRITTEN = /(>|\s-o|\s--output-file|\s--output-template-file)\s*\S+/g;

const FILE_TYPE = /\.(c|cfg|conf|js|json|md|py|sh|svg|toml|ts|txt|yaml|yml)$/;

/** Everything in a document that leads nowhere or does not work, each with its line. */
export function faultsIn(repository: Repository, file: string): string[] {
  const document = read(fs.readFileSync(path.join(repository.root, file), 'utf8'));
  return [
    ...document.links.flatMap((link) => linkFaults(repository, file, document, link)),
    ...document.code.flatMap((code) => pathFaults(repository, file, code)),
    ...document.commands.flatMap((commands) => commandFaults(repository, file, commands)),
  ];
}

/** Only what lies in the repository is looked at, by a relative link or by its address on GitHub. */
function linkFaults({ root, url, files }: Repository, file: string, document: Document, { line, target }: Link): string[] {
  const own = fromRoot(url, target);
  if (own === undefined && /^[a-z]+:/.test(target)) {
    return [];
  }
  const [relative, anchor] = (own ?? target).split('#');
  const linked = own !== undefined ? relative : relative === '' ? file : path.normalize(path.join(path.dirname(file), relative));
  if (!files.some((each) => each === linked || each.startsWith(`${linked.replace(/\/$/, '')}/`))) {
    return [`${file}:${line}: no file '${linked}'`];
  }
  if (anchor === undefined) {
    return [];
  }
  const anchors = linked === file ? document.anchors : read(fs.readFileSync(path.join(root, linked), 'utf8')).anchors;
  return anchors.includes(anchor) ? [] : [`${file}:${line}: no heading '#${anchor}' in ${linked}`];
}

/** The path in the repository, and the heading, that an address on GitHub shows. */
function fromRoot(url: string, target: string): string | undefined {
  const shown = [`${url}/blob/main/`, `${url}/tree/main/`, `${url.replace('github.com', 'raw.githubusercontent.com')}/main/`].find((start) => target.startsWith(start));
  return shown && target.slice(shown.length);
}

/** Code that reads like a path from the root. */
function pathFaults({ files }: Repository, file: string, { line, text }: Code): string[] {
  const isPath = /^[\w.*-]+(\/[\w.*-]+)*\/?$/.test(text) && !PLACEHOLDER.test(text) && startsAtRoot(files, text);
  return isPath && !exists(files, text) ? [`${file}:${line}: no file '${text}'`] : [];
}

function commandFaults(repository: Repository, file: string, { line, text }: Commands): string[] {
  const syntax = spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' });
  if (syntax.status !== 0) {
    return [`${file}:${line}: ${syntax.stderr.trim().split('\n')[0]}`];
  }
  return text.split('\n').flatMap((command, row) => [...taskFaults(repository, command), ...fileFaults(repository, file, text, command)]
    .map((fault) => `${file}:${line + row}: ${fault}`));
}

function taskFaults({ tasks }: Repository, command: string): string[] {
  const named = [...command.matchAll(/\b(?:npm run|npx projen) ([a-z][\w:-]*)/g), ...command.matchAll(/\bnpm (test)\b/g)].map(([, task]) => task);
  return named.filter((task) => !tasks.includes(task)).map((task) => `no task '${task}'`);
}

/** Words with a slash whose first folder is one of ours, and words that end like a file. */
function fileFaults({ files }: Repository, file: string, text: string, command: string): string[] {
  // integ-runner looks for its apps in the folder that integ.config.json names.
  const ofIntegRunner = /\binteg-runner\b/.test(command) ? ['integ'] : [];
  const folders = ['', path.dirname(file), ...ofIntegRunner, ...[...text.matchAll(/\bcd ([\w./-]+)/g)].map(([, folder]) => folder)];
  const words = command.replace(/(^|\s)#.*$/, '').replace(WRITTEN, '').split(/[\s='"]+/).filter((word) => /^[\w.*-]+(\/[\w.*-]+)*\/?$/.test(word));
  const paths = words.filter((word) => !PLACEHOLDER.test(word) && !MADE.test(word) && (FILE_TYPE.test(word) || startsAtRoot(files, word)));
  return paths.filter((word) => !folders.some((folder) => exists(files, path.join(folder, word)))).map((word) => `no file '${word}'`);
}

function startsAtRoot(files: string[], word: string): boolean {
  return word.includes('/') && files.some((file) => file.startsWith(`${word.split('/')[0]}/`));
}

function exists(files: string[], wanted: string): boolean {
  const pattern = new RegExp(`^${wanted.replace(/[.+]/g, '\\$&').replace(/\*/g, '[^/]*').replace(/\/$/, '')}(/|$)`);
  return files.some((file) => pattern.test(file));
}
