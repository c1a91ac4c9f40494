import { createHash } from 'crypto';
import { IncomingMessage, ServerResponse } from 'http';
import { LoopbackServer } from './loopback';
import { INDEX_TYPE, MANIFEST_TYPE } from './registry';

export interface Descriptor {
  readonly digest: string;
  readonly size: number;
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** Sends blanks until nobody reads them any more, and counts them. */
export function sendWithoutEnd(response: ServerResponse, onSent: (bytes: number) => void = () => {}): void {
  const chunk = Buffer.alloc(65_536, ' ');
  const more = (error?: Error | null) => {
    if (error || response.destroyed) return;
    onSent(chunk.length);
    response.write(chunk, more);
  };
  more();
}

/** A registry that says whatever a test wants it to say, under the digests that belong to it. */
export class HostileRegistry extends LoopbackServer {
  /** Paths below /v2/image/, and others, that were asked for. */
  public readonly asked: string[] = [];
  private readonly answers = new Map<string, Answer>();

  public answer(path: string, answer: Answer): void {
    this.answers.set(path, answer);
  }

  public putBlob(content: string | Buffer): Descriptor {
    const descriptor = { digest: sha256(content), size: Buffer.byteLength(content) };
    this.answer(`blobs/${descriptor.digest}`, (response) => response.end(content));
    return descriptor;
  }

  public putManifest(content: unknown, reference?: string, type = MANIFEST_TYPE): Descriptor {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    const descriptor = { digest: sha256(text), size: Buffer.byteLength(text) };
    this.answer(`manifests/${reference ?? descriptor.digest}`, (response) => response.writeHead(200, { 'content-type': type }).end(text));
    return descriptor;
  }

  /** An image that is as it should be but for what is given. */
  public putImage(changes: Record<string, unknown> = {}): Descriptor {
    const config = this.putBlob('{"os":"linux","architecture":"arm64"}');
    return this.putManifest({ schemaVersion: 2, mediaType: MANIFEST_TYPE, config, layers: [this.putBlob('layer')], ...changes });
  }

  /** An index, under the tag `latest`. */
  public putIndex(manifests: unknown): void {
    this.putManifest({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests }, 'latest', INDEX_TYPE);
  }

  protected async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url!.replace('/v2/image/', '').split('?')[0];
    this.asked.push(path);
    const answer = this.answers.get(path) ?? ((missing: ServerResponse) => missing.writeHead(404).end());
    answer(response, request);
  }
}

export function sha256(bytes: Buffer | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
