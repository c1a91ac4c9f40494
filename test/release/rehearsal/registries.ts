import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { Central } from './central';

const HERE = __dirname;
const PASSPHRASE = 'of a key that lives for a day';

/** The registries, on this machine: nothing is sent anywhere else. */
export class Registries {
  public static async open(folder: string, tools: { verdaccio: string; python: string }): Promise<Registries> {
    const central = await Central.open();
    const registries = new Registries(folder, tools.python, central, await freePort(), await freePort());
    try {
      await registries.start(tools.verdaccio);
    } catch (error) {
      registries.close();
      throw error;
    }
    return registries;
  }

  private readonly servers: ChildProcess[] = [];
  private npmToken = '';

  private constructor(
    private readonly folder: string,
    /** The Python environment of what stands in for PyPI. */
    public readonly python: string,
    public readonly central: Central,
    private readonly npmPort: number,
    private readonly pypiPort: number,
  ) {}

  public get npm(): string {
    return `http://127.0.0.1:${this.npmPort}`;
  }

  public get pypi(): string {
    return `http://127.0.0.1:${this.pypiPort}`;
  }

  /** The bare repository that takes the place of the Go module's. */
  public get go(): string {
    return path.join(this.folder, 'go.git');
  }

  public get gnupg(): string {
    return path.join(this.folder, 'gnupg');
  }

  private get key(): string {
    return path.join(this.folder, 'key.asc');
  }

  /** What differs from the environment of a job on GitHub, which has a token of each registry's trust in place of a password. */
  public environment(job: string): Record<string, string | undefined> {
    if (job === 'release_maven' && !fs.existsSync(this.key)) this.makeKey();
    const module = 'git@github.com:cdk-lattice-external-ingress/cdk-lattice-external-ingress-go.git';
    return {
      release_npm: {
        NPM_REGISTRY: `127.0.0.1:${this.npmPort}`,
        NPM_TOKEN: this.npmToken,
        DISABLE_HTTPS: '1',
        NPM_TRUSTED_PUBLISHER: undefined,
        NPM_CONFIG_PROVENANCE: undefined,
        NPM_CONFIG_REGISTRY: this.npm,
      },
      release_pypi: { PYPI_TRUSTED_PUBLISHER: undefined, TWINE_USERNAME: 'nobody', TWINE_PASSWORD: 'nothing', TWINE_REPOSITORY_URL: this.pypi },
      release_maven: {
        MAVEN_ENDPOINT: this.central.url,
        MAVEN_USERNAME: 'nobody',
        MAVEN_PASSWORD: 'nothing',
        MAVEN_GPG_PRIVATE_KEY_FILE: this.key,
        MAVEN_GPG_PRIVATE_KEY_PASSPHRASE: PASSPHRASE,
      },
      release_golang: { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: `url.${this.go}.insteadOf`, GIT_CONFIG_VALUE_0: module },
    }[job]!;
  }

  public close(): void {
    this.servers.forEach((server) => server.kill());
    this.central.close();
    // gpg starts an agent that stays.
    if (fs.existsSync(this.key)) execFileSync('gpgconf', ['--homedir', this.gnupg, '--kill', 'all']);
  }

  private async start(verdaccio: string): Promise<void> {
    const pypiPackages = path.join(this.folder, 'pypi');
    [pypiPackages, this.gnupg].forEach((each) => fs.mkdirSync(each, { recursive: true, mode: 0o700 }));
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch', 'main', this.go]);

    const config = path.join(this.folder, 'verdaccio.yaml');
    fs.writeFileSync(config, [
      `storage: ${path.join(this.folder, 'npm')}`,
      `auth: { htpasswd: { file: ${path.join(this.folder, 'htpasswd')} } }`,
      "packages: { '**': { access: $all, publish: $authenticated } }",
      'log: { type: stdout, level: warn }',
    ].join('\n'));
    const quiet = { stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'] };
    const anybody = ['--authenticate', '.', '--passwords', '.'];
    this.servers.push(
      spawn(process.execPath, [verdaccio, '--config', config, '--listen', `127.0.0.1:${this.npmPort}`], quiet),
      spawn(path.join(this.python, 'bin', 'pypi-server'), [
        'run', '--interface', '127.0.0.1', '--port', String(this.pypiPort), ...anybody, '--disable-fallback', pypiPackages,
      ], quiet),
    );
    await Promise.all([answers(`${this.npm}/-/ping`), answers(`${this.pypi}/`)]);
    const user = { name: 'nobody', password: 'nothing' };
    const response = await fetch(`${this.npm}/-/user/org.couchdb.user:nobody`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(user) });
    this.npmToken = (await response.json() as { token: string }).token;
  }

  private makeKey(): void {
    const gpg = (...args: string[]) => execFileSync('gpg', ['--batch', '--quiet', '--pinentry-mode', 'loopback', '--passphrase', PASSPHRASE, ...args], {
      env: { ...process.env, GNUPGHOME: this.gnupg }, stdio: ['ignore', 'pipe', 'pipe'],
    });
    gpg('--quick-generate-key', 'Rehearsal <rehearsal@example.com>', 'rsa2048', 'sign', '1d');
    fs.writeFileSync(this.key, gpg('--armor', '--export-secret-keys'), { mode: 0o600 });
  }
}

/** Where the servers come from; the second run finds them. */
export function installServers(folder: string): { verdaccio: string; python: string } {
  const npm = path.join(folder, 'verdaccio');
  fs.cpSync(path.join(HERE, 'verdaccio'), npm, { recursive: true });
  const lock = fs.readFileSync(path.join(npm, 'package-lock.json'), 'utf8');
  const done = path.join(npm, 'installed.json');
  if (!fs.existsSync(done) || fs.readFileSync(done, 'utf8') !== lock) {
    execFileSync('npm', ['ci', '--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund', '--silent'], { cwd: npm, stdio: 'inherit', timeout: 600_000 });
    fs.writeFileSync(done, lock);
  }
  const python = path.join(folder, 'pypiserver');
  execFileSync('bash', ['-euc', 'source tools/install-lib.sh; install_python_environment "$@"', 'python', python, path.join(HERE, 'requirements.txt')], {
    cwd: path.join(HERE, '..', '..', '..'), stdio: 'inherit', timeout: 600_000,
  });
  return { verdaccio: path.join(npm, 'node_modules', 'verdaccio', 'bin', 'verdaccio'), python };
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(url: string): Promise<void> {
  for (let tries = 0; tries < 240; tries++) {
    if (await fetch(url).then(({ ok }) => ok, () => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`${url} does not answer within two minutes`);
}
