import { IncomingMessage, ServerResponse } from 'http';
import { bodyOf, LoopbackServer } from './loopback';

export interface IamError {
  readonly code: string;
  readonly message: string;
}

/** IAM's query API as far as making service-linked roles, and looking for them, goes. */
export class IamStandIn extends LoopbackServer {
  /** The principals of the service-linked roles that exist. */
  public readonly principals = new Set<string>();
  /** The names of the roles that can be looked for. */
  public readonly names = new Set<string>();
  public readonly actions: string[] = [];
  /** Errors of the next replies. */
  public readonly nextErrors: IamError[] = [];

  protected async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = new URLSearchParams((await bodyOf(request)).toString());
    const action = call.get('Action')!;
    const principal = call.get('AWSServiceName')!;
    this.actions.push(action);
    const error = action === 'GetRole' ? this.missing(call.get('RoleName')!) : this.nextErrors.shift() ?? (this.principals.has(principal) ? taken(principal) : undefined);
    if (error) {
      response.writeHead(error.code === 'Throttling' ? 429 : 400, { 'content-type': 'text/xml' });
      response.end(`<ErrorResponse><Error><Type>Sender</Type><Code>${error.code}</Code><Message>${error.message}</Message></Error></ErrorResponse>`);
      return;
    }
    if (action !== 'GetRole') this.principals.add(principal);
    response.writeHead(200, { 'content-type': 'text/xml' });
    response.end(`<${action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${action}Result><Role><RoleName>Made</RoleName></Role></${action}Result></${action}Response>`);
  }

  private missing(name: string): IamError | undefined {
    return this.names.has(name) ? undefined : { code: 'NoSuchEntity', message: `The role with name ${name} cannot be found.` };
  }
}

function taken(principal: string): IamError {
  const message = `Service role name AWSServiceRoleFor${principal} has been taken in this account, please try a different suffix.`;
  return { code: 'InvalidInput', message };
}
