import { Annotations, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { warnOfManyRules } from './client-rule-quota';
import { spelledAsEc2 } from '../private/ip-ranges';
import { requirePeers } from '../private/peers';
import { inOrder } from '../private/stable-ids';
import { requireNotEmpty } from '../private/validation';

/** Options for the clients of the ingress. */
export interface ClientOptions {
  /**
   * The clients that may connect to the load balancer: address ranges, prefix lists or security groups.
   *
   * The load balancer drops the packets of all others. `ec2.Peer.anyIpv4()` and `ec2.Peer.anyIpv6()` open the ingress to
   * the world, and give a warning. A prefix list counts as its maximum number of entries against the quota of rules in a security group.
   *
   * @throws where the list is empty
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
   */
  readonly clients: ec2.IPeer[];
}

/** The clients in an order that does not follow from the list; warns where a client is everybody. */
export function clientsOf(scope: IConstruct, { clients }: ClientOptions): ec2.IPeer[] {
  requireNotEmpty('clients', clients, 'say who may connect, for instance [ec2.Peer.ipv4(\'203.0.113.0/24\')]');
  requirePeers('clients', clients);
  warnOfManyRules(scope, clients);
  const everybody = clients.map((client) => client.uniqueId).filter((id) => !Token.isUnresolved(id) && id.endsWith('/0'));
  if (everybody.length > 0) {
    Annotations.of(scope).addWarningV2(
      'cdk-lattice-external-ingress:openToTheWorld',
      `'clients' holds ${everybody.join(' and ')}: anybody may connect to the load balancer. ` +
        'Narrow it to the ranges of your clients, or acknowledge this warning if the services are meant for everybody and VPC Lattice authenticates them.',
    );
  }
  return inOrder(scope, clients, ({ uniqueId }) => spelledAsEc2(uniqueId));
}
