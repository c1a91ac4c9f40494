import { Stack, Stage, Token } from 'aws-cdk-lib';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Construct, IConstruct } from 'constructs';
import { pathOf } from '../private/resource-policy';
import { isResource } from '../private/resource-type';

/** What Route 53 tells the records of a name apart by. */
const POLICIES = ['weight', 'region', 'failover', 'geoLocation', 'multiValueAnswer', 'cidrRoutingConfig', 'geoProximityLocation'] as const;

/**
 * Why Route 53 would refuse the records of an ingress because of others of the stage; nothing where it takes them.
 *
 * Only what is the same as far as its text tells is compared. Records with a condition may never exist together.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values.html
 * @see https://github.com/kubernetes-sigs/external-dns/issues/3945 for what Route 53 says of two latency records
 */
export function collisionsOf(scope: Construct, own: route53.CfnRecordSet[]): string[] {
  const others = recordsBelow(scope.node.root)
    .filter((each) => Stage.of(each) === Stage.of(scope) && !own.includes(each) && !each.cfnOptions.condition);
  const faults = own.flatMap((record) => others.filter((other) => areSiblings(record, other)).flatMap((other) => {
    const got = whatCollides(record, other);
    return got === undefined ? [] : [
      `'recordRouting' must tell the records of '${record.name}' apart, got ${got}: Route 53 refuses the second record; ` +
        'use the same routing policy for all of them, each with another set identifier, and with another Region or failover type',
    ];
  }));
  // That of the A record is that of the AAAA record.
  return faults.slice(0, 1);
}

function recordsBelow(root: IConstruct): route53.CfnRecordSet[] {
  return root.node.findAll().filter((each): each is route53.CfnRecordSet => isResource(each, route53.CfnRecordSet));
}

/** Whether two records have one zone, name and type. */
function areSiblings(one: route53.CfnRecordSet, other: route53.CfnRecordSet): boolean {
  return areOfOneAccount(Stack.of(one), Stack.of(other)) && one.type === other.type && one.hostedZoneId === other.hostedZoneId &&
    one.name.toLowerCase() === other.name.toLowerCase();
}

/** Two stacks that do not name their accounts may be deployed to different ones. */
function areOfOneAccount(one: Stack, other: Stack): boolean {
  return one === other || (one.account === other.account && !Token.isUnresolved(one.account));
}

/** What Route 53 does not take beside the other record. */
function whatCollides(one: route53.CfnRecordSet, other: route53.CfnRecordSet): string | undefined {
  const path = pathOf(other);
  const [policy, otherPolicy] = [one, other].map((record) => POLICIES.find((each) => record[each] !== undefined));
  if (policy !== otherPolicy) {
    return `another routing policy than '${path}'`;
  }
  if (one.setIdentifier === other.setIdentifier) {
    return one.setIdentifier === undefined ? `no routing policy, as '${path}'` : `the set identifier '${one.setIdentifier}', as '${path}'`;
  }
  const same = (['region', 'failover'] as const).find((each) => one[each] !== undefined && !Token.isUnresolved(one[each]) && one[each] === other[each]);
  return same && `the ${same === 'region' ? 'Region' : 'failover type'} ${one[same]}, as '${path}'`;
}
