import { CfnResource, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { isVpcPendingLookup } from '../private/pending-lookup';
import { isResource } from '../private/resource-type';
import { requireSameApp } from '../private/same-app';
import { identityOf } from '../private/stable-ids';
import { requireSameAccount } from '../private/validation';
import { requireOwnedVpc } from '../private/vpc-owner';

/** The private zones that the ingress makes in its VPC, one for each name, whichever prop asks for it. */
export class PrivateZones {
  private readonly zones = new Map<string, route53.PrivateHostedZone>();

  constructor(private readonly scope: Construct, private readonly vpc: ec2.IVpc) {}

  /** The zones that were made so far. */
  public get made(): route53.PrivateHostedZone[] {
    return [...this.zones.values()];
  }

  /**
   * The zone of this name.
   *
   * @param prop the prop that asks for it
   * @param instead the option that names an existing zone
   */
  public of(zoneName: string, prop: string, instead: string): route53.PrivateHostedZone {
    const { scope, vpc } = this;
    if (!this.zones.has(zoneName)) {
      requireOwnedVpc(scope, vpc, prop, 'private hosted zones', `name a zone of the owner with '${instead}'`);
      const zone = new route53.PrivateHostedZone(scope, `Zone-${identityOf(scope, zoneName)}`, { vpc, zoneName });
      zone.node.addValidation({ validate: () => zonesInConflict(zone, vpc, prop, instead) });
      this.zones.set(zoneName, zone);
    }
    return this.zones.get(zoneName)!;
  }
}

/**
 * Adds an error at synthesis if the app knows that the zone is not one of the VPC.
 *
 * Not before, because VPCs may be added to a zone until then. An imported zone does not know its VPCs.
 */
export function requireZoneOfVpc(scope: Construct, prop: string, vpc: ec2.IVpc, zone: route53.IHostedZone): void {
  requireSameApp(scope, prop, zone);
  requireSameAccount(prop, zone.node.path, zone.env.account, Stack.of(scope).account, 'records are made in zones of the account of the stack');
  zone.node.addValidation({
    validate: () => {
      const made = zone.node.defaultChild;
      return !isResource(made, route53.CfnHostedZone) || isFor(made, vpc)
        ? [] : [`'${prop}' must be a private zone of the VPC of the ingress, got '${zone.node.path}' of another: add the VPC to it with addVpc()${adviceFor(zone, vpc)}`];
    },
  });
}

/** Route 53 refuses a second private zone of a name in a VPC (`ConflictingDomainExists`), while it deploys. */
function zonesInConflict(zone: route53.PrivateHostedZone, vpc: ec2.IVpc, prop: string, instead: string): string[] {
  const own = zone.node.defaultChild as route53.CfnHostedZone;
  return zone.node.root.node.findAll()
    .filter((other) => isResource(other, route53.CfnHostedZone))
    .filter((other) => other !== own && nameOf(other) === nameOf(own) && !isVpcPendingLookup(vpc) && isFor(other, vpc))
    .map((other) => `'${prop}' must not make a second private zone of '${zone.zoneName}' in the VPC, which has '${other.node.scope!.node.path}': name that one with '${instead}'`);
}

/** If the zone and the VPC are in two stacks, `addVpc()` makes the zone's stack need that of the VPC: a cycle if that one needs the zone's. */
function adviceFor(zone: route53.IHostedZone, vpc: ec2.IVpc): string {
  return Stack.of(zone) === Stack.of(vpc) ? ''
    : ', with the VPC in a stack that needs neither the zone nor the ingress; or make the zone in the stack of the ingress';
}

function isFor(zone: route53.CfnHostedZone, vpc: ec2.IVpc): boolean {
  const stack = Stack.of(zone);
  const resolved = (value: unknown) => JSON.stringify(stack.resolve(value) ?? []);
  const vpcId = resolved(vpc.vpcId);
  // If this stack does not refer to the stack of the VPC, the VPC's id would resolve to that of a resource with the same logical id.
  const made = vpc.node.defaultChild;
  const isForeign = CfnResource.isCfnResource(made) && Stack.of(made) !== stack
    && vpcId === JSON.stringify({ Ref: Stack.of(made).resolve(made.logicalId) });
  return !isForeign && resolved(zone.vpcs).includes(vpcId);
}

function nameOf(zone: route53.CfnHostedZone): string {
  return JSON.stringify(Stack.of(zone).resolve(zone.name)).toLowerCase();
}
