import { CfnElement, Stack, Stage } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';

/**
 * Throws where another app makes a construct, or another stage for the same environment.
 *
 * CDK refuses the reference while it synthesises, and does not say which prop holds it. What is imported elsewhere is known by its name.
 */
export function requireSameApp(scope: IConstruct, prop: string, given: IConstruct): void {
  if (!isMade(given)) {
    return;
  }
  const [own, other] = [scope, given].map((each) => Stack.of(each));
  if (given.node.root !== scope.node.root) {
    throw new Error(`'${prop}' must be of the app of the ingress, got '${given.node.path}' of another app: make or import it in a stack of the same app`);
  }
  if (Stage.of(given) !== Stage.of(scope) && own.environment === other.environment) {
    throw new Error(`'${prop}' must be of the stage of the ingress, got '${given.node.path}' of another stage: make or import it in a stack of the same stage`);
  }
}

/** Looks for constructs in props, and in the lists and structs in them. What factories took is checked where it is used. */
export function requirePropsOfApp(scope: IConstruct, props: object, prefix = ''): void {
  for (const [name, value] of Object.entries(props)) {
    const prop = Array.isArray(props) ? `${prefix}[${name}]` : `${prefix}${prefix && '.'}${name}`;
    if (Construct.isConstruct(value)) {
      requireSameApp(scope, prop, value);
    } else if (Array.isArray(value) || isStruct(value)) {
      requirePropsOfApp(scope, value, prop);
    }
  }
}

function isMade(given: IConstruct): boolean {
  return [given, given.node.defaultChild].some((each) => each !== undefined && CfnElement.isCfnElement(each));
}

/** Whether something is a literal object, and none of a class. */
function isStruct(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
