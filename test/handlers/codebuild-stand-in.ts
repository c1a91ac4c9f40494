import { randomUUID } from 'crypto';
import { IncomingMessage, ServerResponse } from 'http';
import { bodyOf, LoopbackServer } from './loopback';
import { staySilent } from './requests-under-way';

export interface CodeBuildCall {
  readonly operation: string;
  readonly input: Record<string, any>;
}

/** How one build goes. */
export interface BuildScript {
  /** How many times it is asked for before it ends; Infinity to never end. */
  readonly polls?: number;
  readonly status?: 'SUCCEEDED' | 'FAILED' | 'FAULT' | 'TIMED_OUT';
  /** The phase that fails. */
  readonly phase?: string;
  readonly code?: string;
  readonly message?: string;
  /** Whether it gets as far as writing a log. */
  readonly hasLog?: boolean;
  /** In place of the project's own. */
  readonly environment?: object;
  /** Whether nothing is said about its phases and the address of its log. */
  readonly isBare?: boolean;
}

/** One failure to come. */
export interface CodeBuildFailure {
  readonly operation: string;
  readonly type: string;
  readonly message?: string;
  readonly times?: number;
  /** The operation takes place, only its reply is lost. */
  readonly afterwards?: boolean;
  /** A reply begins and never ends. */
  readonly hangs?: boolean;
  /** No reply begins. */
  readonly isSilent?: boolean;
}

interface Build {
  readonly id: string;
  readonly tag: string;
  readonly script: BuildScript;
  polls: number;
  status: string;
}

class Silence extends Error {
  constructor(public readonly begins: boolean) {
    super();
  }
}

class CodeBuildError extends Error {
  constructor(public readonly type: string, message: string) {
    super(message);
  }
}

/**
 * CodeBuild's API (AWS JSON 1.1) as far as running the builds of one project goes. As in AWS, a token that comes again
 * gives the build that it gave before, and a build keeps the variables that its project had when it started.
 */
export class CodeBuildStandIn extends LoopbackServer {
  public readonly calls: CodeBuildCall[] = [];
  /** What comes next; builds that nothing is said about succeed. */
  public readonly scripts: BuildScript[] = [];
  /** The value of the project's variable IMAGE_TAG. */
  public tag = 'built-arm64-1';
  /** How often a new build is asked for before it is listed. */
  public unlistedPolls = 0;
  /** Whether a project without builds is listed without a list of them. */
  public leavesOutEmptyLists = false;
  /** How many builds a list holds. */
  public pageSize = 100;
  private readonly builds: Build[] = [];
  private readonly byToken = new Map<string, Build>();
  private readonly failures: { failure: CodeBuildFailure; left: number }[] = [];

  constructor(public readonly project: string) {
    super();
  }

  /** Called with the tag of a build that succeeds. */
  public onSuccess: (tag: string) => void = () => {};
  /** Called when a build was started. */
  public onStart: () => void = () => {};

  public get statuses(): string[] {
    return this.builds.map((build) => build.status);
  }

  public get tokens(): string[] {
    return this.callsOf('StartBuild').map((call) => call.input.idempotencyToken);
  }

  public fail(failure: CodeBuildFailure): void {
    this.failures.push({ failure, left: failure.times ?? 1 });
  }

  public callsOf(operation: string): CodeBuildCall[] {
    return this.calls.filter((call) => call.operation === operation);
  }

  /** Starts a build that nobody asked for by API. */
  public begin(script: BuildScript = {}): void {
    this.builds.unshift({ id: `${this.project}:${randomUUID()}`, tag: this.tag, script, polls: 0, status: 'IN_PROGRESS' });
  }

  protected async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const operation = String(request.headers['x-amz-target']).replace('CodeBuild_20161006.', '');
    const body = (await bodyOf(request)).toString();
    try {
      if (!request.headers.authorization?.includes('/codebuild/aws4_request')) throw new CodeBuildError('AccessDeniedException', 'not signed');
      const input = JSON.parse(body) as Record<string, any>;
      this.calls.push({ operation, input });
      reply(response, 200, this.failing(operation, () => this.run(operation, input)));
    } catch (error) {
      if (error instanceof Silence) {
        if (!error.begins) return void staySilent(response);
        return void response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).write('{', () => staySilent(response));
      }
      if (!(error instanceof CodeBuildError)) throw error;
      reply(response, 400, { __type: error.type, message: error.message });
    }
  }

  private failing(operation: string, run: () => object): object {
    const next = this.failures.find((candidate) => candidate.left > 0 && candidate.failure.operation === operation);
    if (!next) return run();
    next.left--;
    if (next.failure.afterwards) run();
    if (next.failure.hangs ?? next.failure.isSilent) throw new Silence(Boolean(next.failure.hangs));
    throw new CodeBuildError(next.failure.type, next.failure.message ?? 'told to fail');
  }

  private run(operation: string, input: Record<string, any>): object {
    if (input.projectName && input.projectName !== this.project) {
      throw new CodeBuildError('ResourceNotFoundException', `Project cannot be found: ${input.projectName}`);
    }
    switch (operation) {
      case 'ListBuildsForProject': return this.leavesOutEmptyLists && this.builds.length === 0 ? {} : { ids: this.list(input.sortOrder) };
      case 'BatchGetBuilds': return this.getBuilds(input.ids);
      case 'StartBuild': return { build: this.describe(this.startBuild(input)) };
      case 'StopBuild': return { build: this.describe(this.stopBuild(input.id)) };
      default: throw new CodeBuildError('AccessDeniedException', `not authorized to perform: codebuild:${operation}`);
    }
  }

  /** The newest come first in this order, and last in the other. */
  private list(order?: string): string[] {
    const ids = this.builds.map((build) => build.id);
    return (order === 'DESCENDING' ? ids : ids.reverse()).slice(0, this.pageSize);
  }

  private getBuilds(ids: string[]): object {
    if (ids.length === 0) throw new CodeBuildError('InvalidInputException', 'Invalid build ids: at least one is needed');
    if (this.unlistedPolls > 0) {
      this.unlistedPolls--;
      return { buildsNotFound: ids };
    }
    return { builds: this.builds.filter((build) => ids.includes(build.id)).map((build) => this.poll(build)) };
  }

  private startBuild({ idempotencyToken }: Record<string, any>): Build {
    const known = this.byToken.get(idempotencyToken);
    if (known) return known;
    this.begin(this.scripts.shift());
    this.byToken.set(idempotencyToken, this.builds[0]);
    this.onStart();
    return this.builds[0];
  }

  private stopBuild(id: string): Build {
    const build = this.builds.find((each) => each.id === id)!;
    if (build.status === 'IN_PROGRESS') build.status = 'STOPPED';
    return build;
  }

  private poll(build: Build): object {
    const { polls = 2, status = 'SUCCEEDED' } = build.script;
    if (build.status === 'IN_PROGRESS' && ++build.polls > polls) {
      build.status = status;
      if (status === 'SUCCEEDED') this.onSuccess(build.tag);
    }
    return this.describe(build);
  }

  private describe({ id, tag, script, status }: Build): object {
    const { phase = 'BUILD', code = 'COMMAND_EXECUTION_ERROR', message, hasLog = true, isBare = false } = script;
    const { environment = { environmentVariables: [{ name: 'IMAGE_TAG', value: tag, type: 'PLAINTEXT' }] } } = script;
    const hasFailed = ['FAILED', 'FAULT', 'TIMED_OUT'].includes(status);
    const failed = { phaseType: phase, phaseStatus: status, contexts: [{ statusCode: code, message }] };
    const streamName = id.split(':')[1];
    return {
      id,
      buildStatus: status,
      environment,
      phases: isBare ? undefined : [{ phaseType: 'SUBMITTED', phaseStatus: phase === 'SUBMITTED' ? status : 'SUCCEEDED' }, ...hasFailed ? [failed] : [], { phaseType: 'COMPLETED' }],
      logs: hasLog ? { groupName: 'build-log', streamName, deepLink: isBare ? undefined : linkTo(streamName) } : {},
    };
  }
}

function linkTo(streamName: string): string {
  return `https://console.aws.amazon.com/cloudwatch/home?region=us-east-1#logEvent:group=build-log;stream=${streamName}`;
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() });
  response.end(JSON.stringify(body));
}
