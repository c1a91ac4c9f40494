import { IncomingMessage, ServerResponse } from 'http';
import { bodyOf, LoopbackServer } from './loopback';

export interface IamError {
  readonly code: string;
  readonly message: string;
}

/** IAM's query API as far as making service-linked roles goes. */
export class IamStandIn extends LoopbackServer {
  /** The principals of the service-linked roles that exist. */
  public readonly principals = new Set<string>();
  public readonly actions: string[] = [];
  /** Errors of the next replies. */
  public readonly nextErrors: IamError[] = [];

  protected async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = new URLSearchParams((await bodyOf(request)).toString());
    const principal = call.get('AWSServiceName')!;
    this.actions.push(call.get('Action')!);
    const error = this.nextErrors.shift() ?? (this.principals.has(principal) ? taken(principal) : undefined);
    if (error) {
      response.writeHead(error.code === 'Throttling' ? 429 : 400, { 'content-type': 'text/xml' });
      response.end(`<ErrorResponse><Error><Type>Sender</Type><Code>${error.code}</Code><Message>${error.message}</Message></Error></ErrorResponse>`);
      return;
    }
    this.principals.add(principal);
    response.writeHead(200, { 'content-type': 'text/xml' });
    response.end('<CreateServiceLinkedRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">'
      + '<CreateServiceLinkedRoleResult/></CreateServiceLinkedRoleResponse>');
  }
}

function taken(principal: string): IamError {
  const message = `Service role name AWSServiceRoleFor${principal} has been taken in this account, please try a different suffix.`;
  return { code: 'InvalidInput', message };
}
