import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** A statement of the policy of a resource, as a template holds it. */
export interface Statement {
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
}

/** The statements that allow something to anybody, or to a principal whose JSON matches. Conditions are not compared. */
export function statementsFor(principal: RegExp, resource: IConstruct, policy: unknown): Statement[] {
  const statements: Statement[] = [Stack.of(resource).resolve(policy)?.Statement ?? []].flat();
  return statements.filter(({ Effect, Principal }) => {
    const text = JSON.stringify(Principal);
    return Effect === 'Allow' && (/"\*"/.test(text) || principal.test(text));
  });
}

/** The path of the construct whose resource it is. */
export function pathOf({ node }: IConstruct): string {
  return node.path.replace(/\/Resource$/, '');
}
