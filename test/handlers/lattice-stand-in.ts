import { IncomingMessage, ServerResponse } from 'http';
import { LoopbackServer } from './loopback';

/** A service as a service network lists it. */
export interface ListedService {
  readonly id: string;
  readonly domain?: string;
  readonly status?: string;
  /** The name that VPC Lattice generated. */
  readonly generatedName?: string;
  readonly account?: string;
}

/** An error in place of a page. */
export interface LatticeError {
  readonly status: number;
  readonly name: string;
}

/** VPC Lattice's list of the services of a service network, in pages of at most 100. */
export class LatticeStandIn extends LoopbackServer {
  /** The services by the identifier of their network. */
  public readonly networks = new Map<string, ListedService[]>();
  /** The page tokens that were asked for. */
  public readonly pages: (string | null)[] = [];
  /** Errors of the next pages. */
  public readonly nextErrors: LatticeError[] = [];
  /** The number of the page that fails, with this error. */
  public failsOnPage?: LatticeError & { readonly page: number };

  protected async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { searchParams } = new URL(request.url!, this.url);
    const first = Number(searchParams.get('nextToken') ?? 0);
    this.pages.push(searchParams.get('nextToken'));
    const error = this.nextErrors.shift() ?? (this.failsOnPage?.page === first / 100 ? this.failsOnPage : undefined);
    if (error) {
      response.writeHead(error.status, { 'content-type': 'application/json', 'x-amzn-errortype': error.name });
      response.end(JSON.stringify({ message: 'You are told to fail.' }));
      return;
    }
    const all = this.networks.get(searchParams.get('serviceNetworkIdentifier')!) ?? [];
    const items = all.slice(first, first + Number(searchParams.get('maxResults') ?? 10)).map(({ id, domain, status = 'ACTIVE', generatedName = `${id}.on.aws`, account = '111122223333' }) => ({
      serviceId: id,
      serviceArn: `arn:aws:vpc-lattice:us-east-1:${account}:service/${id}`,
      status,
      customDomainName: domain,
      dnsEntry: { domainName: generatedName, hostedZoneId: 'ZLATTICE' },
    }));
    const next = first + items.length;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ items, ...(next < all.length ? { nextToken: String(next) } : {}) }));
  }
}
