import { createHash, randomUUID } from 'crypto';
import { IncomingMessage, ServerResponse } from 'http';
import { bodyOf, LoopbackServer } from './loopback';
import { staySilent } from './requests-under-way';

const MIB = 1024 * 1024;

export interface EcrCall {
  readonly operation: string;
  readonly input: Record<string, any>;
}

export interface EcrImage {
  readonly digest: string;
  readonly manifest: string;
  readonly mediaType?: string;
}

/** One failure to come. Without a type it is a bare 500. */
export interface EcrFailure {
  readonly operation: string;
  readonly type?: string;
  readonly times?: number;
  /** The operation takes place, only its reply is lost. */
  readonly afterwards?: boolean;
  /** The connection breaks in place of an error. */
  readonly breaks?: boolean;
  /** There is no reply. */
  readonly isSilent?: boolean;
}

interface Upload {
  readonly repository: EcrRepository;
  readonly parts: Buffer[];
  length: number;
}

/** An error as ECR's API words it. */
class EcrError extends Error {
  constructor(readonly type: string, message: string, readonly details: Record<string, unknown> = {}, readonly status = 400) {
    super(message);
  }
}

class BrokenConnection extends Error {}

class Silence extends Error {}

/** A private repository with immutable tags. */
export class EcrRepository {
  public readonly layers = new Map<string, Buffer>();
  public readonly tags = new Map<string, EcrImage>();
  public readonly images = new Map<string, EcrImage>();

  constructor(public readonly name: string) {}
}

/**
 * ECR's API (AWS JSON 1.1) as far as pushing an image goes, with its checks: part order and sizes, digests, layers that a
 * manifest needs, immutable tags. It answers a second push of the same image under the same tag as ECR does, with an error.
 */
export class EcrStandIn extends LoopbackServer {
  public readonly calls: EcrCall[] = [];
  public readonly repositories = new Map<string, EcrRepository>();
  /** What InitiateLayerUpload says. */
  public partSize = 20 * MIB;
  /** Every list is optional in the API. */
  public leavesOutEmptyLists = false;
  /** A layer that is missing is listed as a failure, not as unavailable. */
  public missingLayersAreFailures = false;
  private readonly uploads = new Map<string, Upload>();
  private readonly failures: { failure: EcrFailure; left: number }[] = [];
  /** Called when a part has arrived, before it is replied to. */
  public onPart: (part: Buffer) => void = () => {};

  public createRepository(name: string): EcrRepository {
    const repository = new EcrRepository(name);
    this.repositories.set(name, repository);
    return repository;
  }

  public fail(failure: EcrFailure): void {
    this.failures.push({ failure, left: failure.times ?? 1 });
  }

  public callsOf(operation: string): EcrCall[] {
    return this.calls.filter((call) => call.operation === operation);
  }

  protected async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const operation = String(request.headers['x-amz-target']).replace('AmazonEC2ContainerRegistry_V20150921.', '');
    const body = (await bodyOf(request)).toString();
    try {
      if (!request.headers.authorization?.includes('/ecr/aws4_request')) throw new EcrError('MissingAuthenticationTokenException', 'not signed');
      const input = JSON.parse(body) as Record<string, any>;
      this.calls.push({ operation, input });
      reply(response, 200, this.failing(operation, () => this.run(operation, input)));
    } catch (error) {
      if (error instanceof BrokenConnection) {
        response.destroy();
        return;
      }
      if (error instanceof Silence) return void staySilent(response);
      if (!(error instanceof EcrError)) throw error;
      reply(response, error.status, { __type: error.type, message: error.message, ...error.details });
    }
  }

  private failing(operation: string, run: () => object): object {
    const next = this.failures.find((candidate) => candidate.left > 0 && candidate.failure.operation === operation);
    if (!next) return run();
    next.left--;
    if (next.failure.afterwards) run();
    if (next.failure.breaks) throw new BrokenConnection();
    if (next.failure.isSilent) throw new Silence();
    throw new EcrError(next.failure.type ?? 'ServerException', 'told to fail', {}, next.failure.type ? 400 : 500);
  }

  private run(operation: string, input: Record<string, any>): object {
    const repository = this.repositories.get(input.repositoryName);
    if (!repository) throw new EcrError('RepositoryNotFoundException', `The repository with name '${input.repositoryName}' does not exist`);
    switch (operation) {
      case 'BatchCheckLayerAvailability': return this.listed(this.checkLayers(repository, input.layerDigests));
      case 'BatchGetImage': return this.listed(getImages(repository, input.imageIds));
      case 'InitiateLayerUpload': return this.initiateUpload(repository);
      case 'UploadLayerPart': return this.uploadPart(input);
      case 'CompleteLayerUpload': return this.completeUpload(input);
      case 'PutImage': return putImage(repository, input);
      default: throw new EcrError('AccessDeniedException', `not authorized to perform: ecr:${operation}`);
    }
  }

  private listed(lists: Record<string, unknown[]>): object {
    return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0 || !this.leavesOutEmptyLists));
  }

  private checkLayers({ layers }: EcrRepository, digests: string[]): Record<string, unknown[]> {
    const [present, missing] = [true, false].map((isPresent) => digests.filter((digest) => layers.has(digest) === isPresent));
    const listed = (layerDigests: string[], layerAvailability: string) => layerDigests.map((layerDigest) => ({ layerDigest, layerAvailability }));
    return this.missingLayersAreFailures
      ? { layers: listed(present, 'AVAILABLE'), failures: missing.map((layerDigest) => ({ layerDigest, failureCode: 'MissingLayerDigest' })) }
      : { layers: [...listed(present, 'AVAILABLE'), ...listed(missing, 'UNAVAILABLE')], failures: [] };
  }

  private initiateUpload(repository: EcrRepository): object {
    const uploadId = randomUUID();
    this.uploads.set(uploadId, { repository, parts: [], length: 0 });
    return { uploadId, partSize: this.partSize };
  }

  private uploadPart({ uploadId, partFirstByte, partLastByte, layerPartBlob }: Record<string, any>): object {
    const upload = this.upload(uploadId);
    const part = Buffer.from(layerPartBlob, 'base64');
    const isConsecutive = partFirstByte === upload.length && partLastByte === partFirstByte + part.length - 1;
    if (!isConsecutive || part.length > this.partSize) {
      throw new EcrError('InvalidLayerPartException', 'not consecutive, or not of this size', { lastValidByteReceived: upload.length - 1 });
    }
    this.onPart(part);
    upload.parts.push(part);
    upload.length += part.length;
    return { uploadId, lastByteReceived: partLastByte };
  }

  private completeUpload({ uploadId, layerDigests }: Record<string, any>): object {
    const { repository, parts } = this.upload(uploadId);
    if (parts.length === 0) throw new EcrError('EmptyUploadException', 'The upload has no parts');
    if (parts.slice(0, -1).some((part) => part.length < 5 * MIB)) throw new EcrError('LayerPartTooSmallException', 'Parts must be at least 5 MiB');
    const layer = Buffer.concat(parts);
    if (sha256(layer) !== layerDigests[0]) throw new EcrError('InvalidLayerException', 'The digest does not match');
    if (repository.layers.has(layerDigests[0])) throw new EcrError('LayerAlreadyExistsException', 'The layer already exists');
    repository.layers.set(layerDigests[0], layer);
    this.uploads.delete(uploadId);
    return { uploadId, layerDigest: layerDigests[0] };
  }

  private upload(uploadId: string): Upload {
    const upload = this.uploads.get(uploadId);
    if (!upload) throw new EcrError('UploadNotFoundException', 'The upload could not be found');
    return upload;
  }
}

function getImages(repository: EcrRepository, ids: { imageTag: string }[]): Record<string, unknown[]> {
  const found = ids.filter(({ imageTag }) => repository.tags.has(imageTag));
  const missing = ids.filter(({ imageTag }) => !repository.tags.has(imageTag));
  const images = found.map(({ imageTag }) => {
    const image = repository.tags.get(imageTag)!;
    return { repositoryName: repository.name, imageId: { imageTag, imageDigest: image.digest }, imageManifest: image.manifest };
  });
  return { images, failures: missing.map((imageId) => ({ imageId, failureCode: 'ImageNotFound', failureReason: 'Requested image not found' })) };
}

function putImage(repository: EcrRepository, input: Record<string, any>): object {
  const { imageTag, imageManifest, imageManifestMediaType } = input;
  const digest = sha256(imageManifest);
  if (input.imageDigest && input.imageDigest !== digest) throw new EcrError('ImageDigestDoesNotMatchException', `The digest is ${digest}`);
  const manifest = JSON.parse(imageManifest) as { mediaType?: string; config: { digest: string }; layers: { digest: string }[] };
  if (!(imageManifestMediaType ?? manifest.mediaType)) throw new EcrError('InvalidParameterException', 'The manifest has no media type');
  const missing = [manifest.config, ...manifest.layers].filter((layer) => !repository.layers.has(layer.digest));
  if (missing.length > 0) throw new EcrError('LayersNotFoundException', `missing ${missing.map((layer) => layer.digest).join(', ')}`);
  if (repository.tags.has(imageTag)) throw new EcrError('ImageTagAlreadyExistsException', `The image tag '${imageTag}' already exists and is immutable`);
  const image = { digest, manifest: imageManifest, mediaType: imageManifestMediaType };
  repository.tags.set(imageTag, image);
  repository.images.set(digest, image);
  return { image: { repositoryName: repository.name, imageId: { imageTag, imageDigest: digest }, imageManifest } };
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() });
  response.end(JSON.stringify(body));
}

function sha256(bytes: Buffer | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
