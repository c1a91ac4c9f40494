import { LatticeService } from './lattice-service';

/** A public name, and the VPC Lattice service that it leads to. */
export interface IngressRoute {
  /**
   * The name that clients ask for: `api.example.com`, or `*.apps.example.com` for every name below it.
   *
   * Use the custom domain name of the service, because the service answers with the certificate of that name. A token is written into
   * nginx.conf unchecked: give a `CfnParameter` a pattern that admits DNS names only.
   */
  readonly domainName: string;

  /** The VPC Lattice service that receives the connections and requests. */
  readonly service: LatticeService;
}
