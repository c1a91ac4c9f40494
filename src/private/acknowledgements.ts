import { CfnResource, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** A suppression of cdk-nag 2, as the metadata of a resource holds it. */
interface Suppression {
  readonly id: string;
  readonly reason: string;
  readonly applies_to?: string[];
}

/** Answers a finding of cdk-nag on the one resource where it is meant to be so. For a role, after its statements are complete. */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  acknowledgeBelow(construct, id, reason);
  // cdk-nag 2 does not know these validations, and looks at the metadata of each resource alone.
  [construct, construct.node.tryFindChild('DefaultPolicy')].forEach((each) => suppress(each?.node.defaultChild ?? each, suppressionOf(id, reason)));
}

/** Answers a finding of validations and of cdk-nag 3 on a construct and all that is in it. The template does not change. */
export function acknowledgeBelow(construct: IConstruct, id: string, reason: string): void {
  if (id.split('::').length <= 2) {
    Validations.of(construct).acknowledge({ id, reason });
  } else {
    // A finding about a pseudo parameter, such as `<AWS::Region>`, is no id for `acknowledge()`, although cdk-nag 3 looks for it.
    construct.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [id]: reason });
  }
}

function suppress(resource: IConstruct | undefined, suppression: Suppression): void {
  if (CfnResource.isCfnResource(resource)) {
    const rules: Suppression[] = resource.getMetadata('cdk_nag')?.rules_to_suppress ?? [];
    resource.addMetadata('cdk_nag', { rules_to_suppress: [...rules, suppression] });
  }
}

/** cdk-nag 3 writes a finding of a rule as `Rule[finding]`. */
function suppressionOf(id: string, reason: string): Suppression {
  const [, rule, finding] = /^(.*)\[(.*)\]$/.exec(id) ?? [undefined, id, undefined];
  return { id: rule, reason, ...(finding && { applies_to: [finding] }) };
}
