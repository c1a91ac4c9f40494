import { once } from 'events';
import * as http from 'http';
import { AddressInfo } from 'net';

/** A real HTTP server that only this machine can reach. */
export abstract class LoopbackServer {
  private readonly server: http.Server;

  constructor() {
    this.server = http.createServer((request, response) => {
      this.handle(request, response).catch((error: Error) => {
        if (response.headersSent) return response.destroy();
        response.writeHead(599, { 'content-type': 'text/plain' });
        return response.end(`${this.constructor.name} failed: ${error.stack}`);
      });
    });
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async start(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  protected abstract handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void>;
}

/** The whole body of a request. */
export async function bodyOf(request: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
