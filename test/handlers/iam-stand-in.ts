import { IncomingMessage, ServerResponse } from 'http';
import { bodyOf, LoopbackServer } from './loopback';

export interface IamError {
  readonly code: string;
  readonly message: string;
}

/** IAM's query API as far as making service-linked roles, and looking for them, goes. */
export class IamStandIn extends LoopbackServer {
  /** When each role was made, by its name. */
  public readonly roles = new Map<string, Date>();
  public readonly actions: string[] = [];
  /** Errors of the next replies to calls that make a role. */
  public readonly nextErrors: IamError[] = [];
  /** Whether nobody may look for a role. */
  public deniesGetRole = false;

  /** @param nameOf The names of the roles, by the principals that assume them. */
  constructor(private readonly nameOf: Record<string, string>) {
    super();
  }

  protected async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = new URLSearchParams((await bodyOf(request)).toString());
    const action = call.get('Action')!;
    this.actions.push(action);
    const name = call.get('RoleName') ?? this.nameOf[call.get('AWSServiceName')!];
    const error = action === 'GetRole' ? this.missing(name) : this.nextErrors.shift() ?? this.taken(name);
    if (error) {
      response.writeHead(error.code === 'Throttling' ? 429 : 400, { 'content-type': 'text/xml' });
      response.end(`<ErrorResponse><Error><Type>Sender</Type><Code>${error.code}</Code><Message>${error.message}</Message></Error></ErrorResponse>`);
      return;
    }
    if (action !== 'GetRole') this.roles.set(name, new Date());
    const role = `<Role><RoleName>${name}</RoleName><CreateDate>${this.roles.get(name)!.toISOString()}</CreateDate></Role>`;
    response.writeHead(200, { 'content-type': 'text/xml' });
    response.end(`<${action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${action}Result>${role}</${action}Result></${action}Response>`);
  }

  private missing(name: string): IamError | undefined {
    if (this.deniesGetRole) return { code: 'AccessDenied', message: `Nobody may look for ${name}.` };
    return this.roles.has(name) ? undefined : { code: 'NoSuchEntity', message: `The role with name ${name} cannot be found.` };
  }

  private taken(name: string): IamError | undefined {
    const message = `Service role name ${name} has been taken in this account, please try a different suffix.`;
    return this.roles.has(name) ? { code: 'InvalidInput', message } : undefined;
  }
}
