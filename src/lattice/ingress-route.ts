import * as ec2 from 'aws-cdk-lib/aws-ec2';
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

  /**
   * The address ranges of the clients that may ask for the name, a part of those of the ingress.
   *
   * The proxy closes the connection of any other client that asks for the name, before a DNS query and before a connection to VPC Lattice.
   * The proxy takes the client's address from the load balancer. A wildcard above the name admits no other client to it.
   *
   * @default - everybody who may connect to the load balancer
   * @throws where the list is empty, holds something else than ranges, or a range that `clients` of the ingress does not admit; behind CloudFront, and with `privateLink`
   */
  readonly clients?: ec2.IPeer[];

  /**
   * The port of the service's HTTPS or TLS listener at VPC Lattice, to which TLS connections go.
   *
   * It does not change the port that clients connect to.
   *
   * @default 443
   * @throws where it is not a whole number between 1 and 65535, or a token, and where HTTP is forwarded to the same port
   * @see https://docs.aws.amazon.com/vpc-lattice/latest/ug/listeners.html
   */
  readonly tlsListenerPort?: number;

  /**
   * The port of the service's HTTP listener at VPC Lattice, to which HTTP requests go.
   *
   * It does not change the port that clients connect to.
   *
   * @default 80
   * @throws where it is not a whole number between 1 and 65535, or a token, where `tlsListenerPort` is the same, and where the ingress does not forward HTTP
   * @see https://docs.aws.amazon.com/vpc-lattice/latest/ug/listeners.html
   */
  readonly httpListenerPort?: number;
}
