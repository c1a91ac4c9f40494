import { Annotations, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { configOf } from '../private/peers';
import { targetsOf } from '../private/references';
import { isResource } from '../private/resource-type';
import { RULES_CONTEXT, rulesPerSecurityGroup } from '../private/security-group-quota';

/** How many rules a peer counts as. */
interface Weight {
  readonly IPv4: number;
  readonly IPv6: number;
}

/**
 * Warns where the clients are more rules than a security group takes.
 *
 * The groups of the listeners hold nothing but clients. A prefix list counts with its maximum number of entries. Of an imported list
 * that is not known, and it counts as one.
 */
export function warnOfManyRules(scope: IConstruct, clients: ec2.IPeer[]): void {
  const weights = clients.map(weightOf);
  const most = rulesPerSecurityGroup(scope);
  for (const family of ['IPv4', 'IPv6'] as const) {
    const rules = weights.reduce((sum, weight) => sum + weight[family], 0);
    if (rules > most) {
      Annotations.of(scope).addWarningV2('cdk-lattice-external-ingress:manyClients',
        `'clients' counts as ${rules} rules for ${family}, and a security group takes ${most} of them: the deployment fails. ` +
          `Merge ranges, or have the quota raised (Inbound or outbound rules per security group) and say so in the context: '${RULES_CONTEXT}'.`);
    }
  }
}

function weightOf(client: ec2.IPeer): Weight {
  const { cidrIp, cidrIpv6, sourcePrefixListId } = configOf(client);
  if (cidrIp !== undefined || cidrIpv6 !== undefined) {
    return { IPv4: cidrIp === undefined ? 0 : 1, IPv6: cidrIpv6 === undefined ? 0 : 1 };
  }
  const list = targetsOf(sourcePrefixListId ?? '').find((target) => isResource(target, ec2.CfnPrefixList));
  const { maxEntries = 1, addressFamily } = list ?? {};
  const entries = Token.isUnresolved(maxEntries) ? 1 : maxEntries;
  return { IPv4: addressFamily === 'IPv6' ? 0 : entries, IPv6: addressFamily === 'IPv4' ? 0 : entries };
}
