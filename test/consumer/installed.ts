import * as fs from 'node:fs';
import * as path from 'node:path';
import { Project, ROOT } from './project';

/** What a user has installed: each is a version, or a range of them. */
export interface Versions {
  readonly cdk: string;
  readonly constructs: string;
  readonly node: string;
}

/** npm has Node itself, as a package without install scripts for each platform. */
export const NODE = `node-linux-${process.arch}`;

const { name: library, peerDependencies, engines } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
const oldest = (range: string): string => range.replace(/^(\^|>= )/, '');

/** The oldest that the library promises. */
export const OLDEST: Versions = { cdk: oldest(peerDependencies['aws-cdk-lib']), constructs: oldest(peerDependencies.constructs), node: oldest(engines.node) };

export const NEWEST: Versions = { cdk: 'latest', constructs: peerDependencies.constructs, node: 'latest' };

/** A project into which npm installed the packed library, aws-cdk-lib, constructs and Node. */
export class Installed extends Project {
  /** The program of that Node. */
  public readonly node = path.join(this.folder, 'node_modules', NODE, 'bin', 'node');

  private readonly wanted: string[];

  constructor(parent: string, private readonly tarball: string, { cdk, constructs, node }: Versions) {
    super(path.join(parent, cdk));
    this.wanted = [tarball, `aws-cdk-lib@${cdk}`, `constructs@${constructs}`, `${NODE}@${node}`];
    this.write('package.json', { name: 'consumer', version: '1.0.0', private: true });
  }

  /** Runs npm, once for all. */
  public async install(...more: string[]): Promise<void> {
    await this.run('npm', 'install', '--no-audit', '--no-fund', '--no-package-lock', '--prefer-offline', '--ignore-scripts',
      ...this.wanted, ...more);
  }

  /** In words. */
  public async versions(): Promise<string> {
    return `aws-cdk-lib ${this.cdk} on Node ${(await this.run(this.node, '--version')).trim()}`;
  }

  /** What another package manager installs to get the same. */
  public get dependencies(): Record<string, string> {
    return { [library]: `file:${this.tarball}`, ...Object.fromEntries(['aws-cdk-lib', 'constructs', 'tsx'].map((name) => [name, this.versionOf(name)])) };
  }

  /** The version of aws-cdk-lib. */
  public get cdk(): string {
    return this.versionOf('aws-cdk-lib');
  }

  private versionOf(name: string): string {
    return JSON.parse(fs.readFileSync(path.join(this.folder, 'node_modules', name, 'package.json'), 'utf8')).version;
  }
}
