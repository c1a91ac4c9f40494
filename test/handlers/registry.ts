import { ChildProcess } from 'child_process';
import { createHash } from 'crypto';
import { once } from 'events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { createServer, AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { spawnBound } from '../child-process';

const BINARY = process.env.DOCKER_REGISTRY ?? '/usr/bin/docker-registry';

export const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json';
export const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';

export interface PushedImage {
  /** Digest of the index. */
  readonly index: string;
  /** Digests of the platforms' manifests, by architecture. */
  readonly manifests: Record<string, string>;
  /** Texts of the platforms' manifests, by architecture. */
  readonly texts: Record<string, string>;
  /** Digests of the layers, by architecture. */
  readonly layers: Record<string, string[]>;
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/** A real OCI registry (Debian's docker-registry) on loopback, with its images in a temporary folder. */
export class Registry {
  public static async start(): Promise<Registry> {
    if (!existsSync(BINARY)) {
      throw new Error(`these tests need a real OCI registry at ${BINARY}: apt-get install -y docker-registry, or name another binary in DOCKER_REGISTRY`);
    }
    const folder = mkdtempSync(join(tmpdir(), 'registry-'));
    const port = await freePort();
    const config = join(folder, 'config.json');
    writeFileSync(config, JSON.stringify({
      version: '0.1',
      log: { level: 'error', accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: join(folder, 'images') } },
      http: { addr: `127.0.0.1:${port}` },
    }));
    const child = spawnBound(BINARY, ['serve', config], { stdio: 'ignore' });
    const registry = new Registry(`http://127.0.0.1:${port}`, child, folder);
    await registry.untilReady();
    return registry;
  }

  private constructor(public readonly url: string, private readonly child: ChildProcess, private readonly folder: string) {}

  public async stop(): Promise<void> {
    if (this.child.exitCode === null) {
      this.child.kill('SIGKILL');
      await once(this.child, 'exit');
    }
    rmSync(this.folder, { recursive: true });
  }

  /** Pushes an index with an image for each architecture, each followed by its attestation as BuildKit makes it. */
  public async pushImage(repository: string, tag: string, layers: Record<string, Buffer[]>): Promise<PushedImage> {
    const entries: object[] = [];
    const pushed: PushedImage = { index: '', manifests: {}, texts: {}, layers: {} };
    for (const [architecture, blobs] of Object.entries(layers)) {
      const image = await this.pushManifest(repository, { architecture, os: 'linux', config: {} }, blobs);
      const variant = architecture === 'arm64' ? { variant: 'v8' } : {};
      entries.push({ ...image.descriptor, platform: { architecture, os: 'linux', ...variant } });
      const attestation = await this.pushManifest(repository, { architecture: 'unknown', os: 'unknown', config: {} }, [Buffer.from(`{"of":"${architecture}"}`)]);
      entries.push({
        ...attestation.descriptor,
        annotations: { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': image.descriptor.digest },
        platform: { architecture: 'unknown', os: 'unknown' },
      });
      pushed.manifests[architecture] = image.descriptor.digest;
      pushed.texts[architecture] = image.text;
      pushed.layers[architecture] = blobs.map(sha256);
    }
    const index = JSON.stringify({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests: entries }, undefined, 2);
    await this.put(`${repository}/manifests/${tag}`, Buffer.from(index), INDEX_TYPE);
    return { ...pushed, index: sha256(Buffer.from(index)) };
  }

  private async pushManifest(repository: string, config: object, blobs: Buffer[]): Promise<{ descriptor: Descriptor; text: string }> {
    const configDescriptor = await this.pushBlob(repository, Buffer.from(JSON.stringify(config)), 'application/vnd.oci.image.config.v1+json');
    const layers: Descriptor[] = [];
    for (const blob of blobs) layers.push(await this.pushBlob(repository, blob, 'application/vnd.oci.image.layer.v1.tar+gzip'));
    // No mediaType of its own, as OCI allows: the registry's content type has to travel to ECR.
    const text = JSON.stringify({ schemaVersion: 2, config: configDescriptor, layers }, undefined, 3);
    const descriptor = { mediaType: MANIFEST_TYPE, digest: sha256(Buffer.from(text)), size: Buffer.byteLength(text) };
    await this.put(`${repository}/manifests/${descriptor.digest}`, Buffer.from(text), MANIFEST_TYPE);
    return { descriptor, text };
  }

  private async pushBlob(repository: string, blob: Buffer, mediaType: string): Promise<Descriptor> {
    const digest = sha256(blob);
    const upload = await fetch(`${this.url}/v2/${repository}/blobs/uploads/`, { method: 'POST' });
    const location = new URL(upload.headers.get('location')!);
    location.searchParams.set('digest', digest);
    const response = await fetch(location, { method: 'PUT', body: new Uint8Array(blob), headers: { 'content-type': 'application/octet-stream' } });
    if (!response.ok) throw new Error(`pushing a blob: ${response.status} ${await response.text()}`);
    return { mediaType, digest, size: blob.length };
  }

  private async put(path: string, body: Buffer, mediaType: string): Promise<void> {
    const response = await fetch(`${this.url}/v2/${path}`, { method: 'PUT', body: new Uint8Array(body), headers: { 'content-type': mediaType } });
    if (!response.ok) throw new Error(`pushing ${path}: ${response.status} ${await response.text()}`);
  }

  private async untilReady(): Promise<void> {
    for (let attempt = 0; attempt < 600; attempt++) {
      if (this.child.exitCode !== null) break;
      const isReady = await fetch(`${this.url}/v2/`).then((response) => response.ok, () => false);
      if (isReady) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await this.stop();
    throw new Error(`${BINARY} did not start on ${this.url}`);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function sha256(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
