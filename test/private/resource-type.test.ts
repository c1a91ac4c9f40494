import { App, CfnResource, Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import { isResource } from '../../src/private/resource-type';

/** A resource as another copy of aws-cdk-lib makes it: of the same type, and of another class. */
const ofAnotherCopy = (type: string) => new CfnResource(new Stack(), 'Resource', { type });

test('a resource of the type is known, whichever copy of aws-cdk-lib made it', () => {
  expect(isResource(ofAnotherCopy('AWS::Logs::LogGroup'), logs.CfnLogGroup)).toBe(true);
});

test.each<[string, unknown]>([
  ['a resource of another type', ofAnotherCopy('AWS::ECS::Cluster')],
  ['a construct that is no resource', new App()],
  ['nothing', undefined],
])('%s is not', (_, thing) => {
  expect(isResource(thing, logs.CfnLogGroup)).toBe(false);
});
