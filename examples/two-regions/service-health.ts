import { Duration } from 'aws-cdk-lib';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';

export interface ServiceHealthProps {
  /** The name that clients ask for. */
  readonly domainName: string;

  /** A path of the service that anybody may call. */
  readonly path: string;

  /** The addresses of the load balancer, one for each zone. */
  readonly addresses: string[];
}

/**
 * A health check that goes the whole way: load balancer, nginx, VPC Lattice and service.
 *
 * It is healthy while the service answers through at least one zone.
 */
export class ServiceHealth extends Construct {
  public readonly healthCheck: route53.HealthCheck;

  constructor(scope: Construct, id: string, { domainName, path, addresses }: ServiceHealthProps) {
    super(scope, id);

    const zones = addresses.map((ipAddress, index) => new route53.HealthCheck(this, `Zone${index}`, {
      type: route53.HealthCheckType.HTTPS,
      ipAddress,
      // In Host and in the TLS handshake, as a client sends it.
      fqdn: domainName,
      resourcePath: path,
      requestInterval: Duration.seconds(10),
      failureThreshold: 3,
    }));
    this.healthCheck = new route53.HealthCheck(this, 'AnyZone', {
      type: route53.HealthCheckType.CALCULATED,
      childHealthChecks: zones,
      healthThreshold: 1,
    });
  }
}
