import * as http from 'node:http';
import { AddressInfo } from 'node:net';

/** What the plugin looks for before it sends anything. */
const NEXUS = {
  appName: 'Nexus', formattedAppName: 'Nexus', version: '2.15.1-02', apiVersion: '2.15.1-02', editionLong: 'Professional', editionShort: 'PRO', state: 'STARTED',
};

/** What Maven Central holds after a release: each path, with its bytes. */
export type Published = Map<string, Buffer>;

/**
 * Stands in for Maven Central's staging API, as far as publib and its Maven plugin use it: a repository is started, filled, closed and released.
 *
 * @see https://central.sonatype.org/publish/publish-portal-ossrh-staging-api/
 */
export class Central {
  public static async open(): Promise<Central> {
    const central = new Central();
    await new Promise<void>((resolve) => central.server.listen(0, '127.0.0.1', resolve));
    return central;
  }

  /** Whether every request is answered with an error, as when Central is down. */
  public down = false;
  public readonly published: Published = new Map();
  private readonly staged: Published = new Map();
  private readonly server = http.createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const [status, body = ''] = this.answer(`${request.method} ${request.url}`, Buffer.concat(parts));
      response.writeHead(status, { 'content-type': 'application/xml' }).end(body && `<?xml version="1.0" encoding="UTF-8"?>${body}`);
    });
  });

  private constructor() {}

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  public close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private answer(request: string, body: Buffer): [status: number, body?: string] {
    if (this.down) return [503];
    const uploaded = /^PUT \/service\/local\/staging\/deployByRepositoryId\/example-1\/(.+)$/.exec(request);
    if (uploaded) {
      this.staged.set(uploaded[1], body);
      return [201];
    }
    if (request === 'POST /service/local/staging/bulk/promote') {
      this.staged.forEach((bytes, file) => this.published.set(file, bytes));
      return [201];
    }
    const answers: [RegExp, number, Record<string, unknown>][] = [
      [/^GET .*\/status$/, 200, { status: { data: NEXUS } }],
      [/^GET .*\/staging\/profiles\/\w+$/, 200, { profileResponse: { data: { id: 'publib', name: 'example', inProgress: false, mode: 'BOTH' } } }],
      [/^POST .*\/start$/, 201, { promoteResponse: { data: { stagedRepositoryId: 'example-1' } } }],
      [/^POST .*\/finish$/, 201, { promoteResponse: { data: {} } }],
      [/^GET .*\/staging\/repository\/example-1$/, 200, { stagingProfileRepository: { repositoryId: 'example-1', type: 'closed', transitioning: false } }],
    ];
    const [, status, content] = answers.find(([asked]) => asked.test(request)) ?? [];
    return status === undefined ? [404] : [status, xml(content!)];
  }
}

function xml(content: Record<string, unknown>): string {
  return Object.entries(content).map(([name, value]) => `<${name}>${typeof value === 'object' ? xml(value as Record<string, unknown>) : value}</${name}>`).join('');
}
