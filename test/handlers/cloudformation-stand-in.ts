import { randomUUID } from 'crypto';
import { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'http';
import { CustomResourceEvent, InlineFunction, LambdaContext } from './inline-function';
import { bodyOf, LoopbackServer } from './loopback';
import { staySilent } from './requests-under-way';

/** An answer as it arrived. */
export interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly Data?: Record<string, string>;
}

export interface ReceivedPut {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** What the endpoint replied, or `SILENCE`. */
  readonly status: number;
}

/** In place of a status: nothing is replied. */
export const SILENCE = 0;

type EventInput = Partial<CustomResourceEvent> & Pick<CustomResourceEvent, 'RequestType' | 'ResourceProperties'>;

/** CloudFormation's side of a custom resource: sends events, records every PUT to the response URL. */
export class CloudFormationStandIn extends LoopbackServer {
  public readonly puts: ReceivedPut[] = [];
  /** Status codes of the next replies; 200 when there are none left. */
  public readonly nextStatuses: number[] = [];

  /** The answers that were accepted. */
  public get answers(): Answer[] {
    return this.puts.filter((put) => put.status === 200).map((put) => JSON.parse(put.body) as Answer);
  }

  public event(input: EventInput): CustomResourceEvent {
    return {
      ResponseURL: `${this.url}/answer?X-Amz-Signature=secret`,
      StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/test/1',
      RequestId: randomUUID(),
      LogicalResourceId: 'Resource',
      ResourceType: 'Custom::Test',
      ...input,
    };
  }

  /** Sends one event and gives the one answer to it. */
  public async invoke(fn: InlineFunction, input: EventInput, context: LambdaContext = lambdaContext()): Promise<Answer> {
    const event = this.event(input);
    await fn.handler(event, context);
    const answers = this.answers.filter((answer) => answer.RequestId === event.RequestId);
    if (answers.length !== 1) throw new Error(`expected one answer, got ${answers.length}`);
    return answers[0];
  }

  protected async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await bodyOf(request)).toString();
    const status = this.nextStatuses.shift() ?? 200;
    this.puts.push({ path: request.url!, headers: request.headers, body, status });
    if (status === SILENCE) staySilent(response);
    else response.writeHead(status).end();
  }
}

/** Lambda's context of a call that has so much time left. */
export function lambdaContext(remainingMs = 600_000): LambdaContext {
  const end = Date.now() + remainingMs;
  return { logStreamName: '2026/11/24/[$LATEST]test', getRemainingTimeInMillis: () => end - Date.now() };
}
