import { execFileSync } from 'node:child_process';
import * as crypto from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');

/** Commits need an author, and the machine may have none. */
const AUTHOR = ['-c', 'user.name=rehearsal', '-c', 'user.email=rehearsal@example.com'];

/** The repository as it would be released: a clone without tags, so that the next release is the first one. */
export class Clone {
  public constructor(public readonly folder: string) {}

  /** What the tasks of the clone have built, a folder for each language. */
  public get dist(): string {
    return path.join(this.folder, 'dist');
  }

  public make(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
    fs.mkdirSync(path.dirname(this.folder), { recursive: true });
    git(ROOT, 'clone', '--quiet', '--no-tags', '--local', ROOT, this.folder);
    this.commitWhatIsNotYet();
    // The same files under a second name: an installation that takes a second.
    execFileSync('cp', ['--archive', '--link', path.join(ROOT, 'node_modules'), path.join(this.folder, 'node_modules')]);
  }

  /** Runs a task as the release does, which builds and tests at the raised version. What the languages install is kept from run to run. */
  public projen(task: string): void {
    const { TS_NODE_PROJECT, ...inherited } = process.env;
    const env = { ...inherited, CI: 'true', RELEASE: 'true', MAJOR: '0', LANGUAGES_WORKSHOP: path.join(ROOT, '.languages') };
    try {
      execFileSync('node_modules/.bin/projen', [task], { cwd: this.folder, env, encoding: 'utf8', stdio: 'pipe', maxBuffer: 2 ** 28, timeout: 3_600_000 });
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      throw new Error(`projen ${task} failed:\n${stdout}\n${stderr}`);
    }
  }

  /** As after a release: its tag is there, and a fix on top of it. */
  public releaseAndFix(tag: string, fix: string): void {
    git(this.folder, 'checkout', '--quiet', '--force', 'HEAD');
    git(this.folder, 'tag', tag);
    git(this.folder, ...AUTHOR, 'commit', '--quiet', '--allow-empty', '--message', `fix: ${fix}`);
    ['version.txt', 'releasetag.txt', 'changelog.md'].forEach((file) => fs.rmSync(path.join(this.dist, file)));
  }

  /** The version that package.json names. */
  public get version(): string {
    return this.package.version;
  }

  public set version(version: string) {
    fs.writeFileSync(path.join(this.folder, 'package.json'), JSON.stringify({ ...this.package, version }, undefined, 2));
  }

  /** A text that the tasks wrote, such as `version.txt`. */
  public written(file: string): string {
    return fs.readFileSync(path.join(this.dist, file), 'utf8').trim();
  }

  /** The one file of a language with this ending. */
  public only(language: string, ending: string): Buffer {
    const [file, ...others] = fs.readdirSync(path.join(this.dist, language)).filter((name) => name.endsWith(ending));
    if (!file || others.length > 0) throw new Error(`expected one ${ending} in dist/${language}, got ${[file, ...others].join(', ')}`);
    return fs.readFileSync(path.join(this.dist, language, file));
  }

  /** Puts the packages where the build of a pull request looks for them. */
  public handOver(): void {
    const languages = fs.readdirSync(this.dist, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const { name } of languages) {
      const target = path.join(ROOT, 'dist', name);
      fs.rmSync(target, { recursive: true, force: true });
      fs.cpSync(path.join(this.dist, name), target, { recursive: true });
    }
  }

  private get package(): { version: string } {
    return JSON.parse(fs.readFileSync(path.join(this.folder, 'package.json'), 'utf8'));
  }

  /** Somebody who is still at work rehearses what is in the files. */
  private commitWhatIsNotYet(): void {
    const files = git(ROOT, 'ls-files', '-z', '--modified', '--others', '--exclude-standard', '--deduplicate').split('\0').filter(Boolean);
    for (const file of files) {
      const [from, to] = [ROOT, this.folder].map((folder) => path.join(folder, file));
      if (fs.existsSync(from)) {
        fs.cpSync(from, to, { recursive: true });
      } else {
        fs.rmSync(to, { force: true });
      }
    }
    git(this.folder, 'add', '--all');
    git(this.folder, ...AUTHOR, 'commit', '--quiet', '--allow-empty', '--message', 'feat: what is not committed yet');
  }
}

/** What git answers. */
export function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** By which contents are compared. */
export function hash(bytes: Buffer): string {
  return crypto.createHash('sha256').update(bytes).digest('hex');
}
