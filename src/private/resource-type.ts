import { CfnResource } from 'aws-cdk-lib';

/** A class of CloudFormation resources of aws-cdk-lib. */
interface ResourceClass<T> {
  readonly CFN_RESOURCE_TYPE_NAME: string;
  readonly prototype: T;
}

/**
 * Whether something is a resource of the type that a class makes.
 *
 * `instanceof` would not do: an app may hold two copies of aws-cdk-lib, each with classes of its own.
 */
export function isResource<T extends CfnResource>(thing: unknown, { CFN_RESOURCE_TYPE_NAME: type }: ResourceClass<T>): thing is T {
  return typeof thing === 'object' && thing !== null && CfnResource.isCfnResource(thing) && thing.cfnResourceType === type;
}
