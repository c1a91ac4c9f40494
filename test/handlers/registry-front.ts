import { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'http';
import { Readable } from 'stream';
import { pipeline } from 'stream/promises';
import { LoopbackServer } from './loopback';

export interface RegistryRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** Answers a request in the registry's place, or gives false to let it through. */
export type Interference = (request: RegistryRequest, response: ServerResponse) => boolean;

/** Stands in front of a registry, lets requests through and misbehaves where it is told to. */
export class RegistryFront extends LoopbackServer {
  public readonly requests: RegistryRequest[] = [];
  /** Headers of the registry that get lost; only the content's type and digest are passed on at all. */
  public hiddenHeaders: string[] = [];
  /** Bytes of blobs handed to the network so far. */
  public bytesSent = 0;

  constructor(private readonly upstream: string) {
    super();
  }

  public interfere: Interference = () => false;
  /** Changes what the registry sent. */
  public tamper: (path: string, body: Buffer) => Buffer = (_, body) => body;

  protected async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const received = { path: request.url!, headers: request.headers };
    this.requests.push(received);
    if (this.interfere(received, response)) return;
    const answer = await fetch(`${this.upstream}${request.url}`, { headers: { accept: request.headers.accept ?? '*/*' } });
    const body = this.tamper(request.url!, Buffer.from(await answer.arrayBuffer()));
    const passed = ['content-type', 'docker-content-digest'].filter((name) => !this.hiddenHeaders.includes(name));
    const headers = Object.fromEntries([...answer.headers].filter(([name]) => passed.includes(name)));
    response.writeHead(answer.status, { ...headers, 'content-length': body.length });
    await pipeline(Readable.from(this.counted(body)), response);
  }

  private* counted(body: Buffer): Generator<Buffer> {
    for (let start = 0; start < body.length; start += 65_536) {
      const chunk = body.subarray(start, start + 65_536);
      this.bytesSent += chunk.length;
      yield chunk;
    }
  }
}

/** Interference with the first requests whose path contains a word. */
export function firstTimes(times: number, word: string, answer: (response: ServerResponse) => void): Interference {
  let left = times;
  return (request, response) => {
    if (!request.path.includes(word) || left === 0) return false;
    left--;
    answer(response);
    return true;
  };
}
