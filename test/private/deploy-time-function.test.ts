import * as fs from 'node:fs';
import * as path from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { TestIngress } from '../ingress';

const { template } = new TestIngress();
const functions = Object.entries(template.findResources('AWS::Lambda::Function'));

test('there are four, and no asset behind any of them', () => {
  expect(functions).toHaveLength(4);
  functions.forEach(([, { Properties }]) => expect(Properties.Code).toEqual({ ZipFile: expect.any(String) }));
});

test.each(['close-default-security-group', 'copy-image', 'find-prefix-lists', 'make-service-linked-roles'])('%s is shipped as it is', (handler) => {
  const text = (name: string) => fs.readFileSync(path.join(__dirname, '..', '..', 'handlers', `${name}.js`), 'utf8');
  const parts = [...handler === 'copy-image' ? ['parts/registry', 'parts/ecr'] : [], 'parts/retry-denied', 'parts/custom-resource'];

  template.hasResourceProperties('AWS::Lambda::Function', { Code: { ZipFile: [handler, ...parts].map(text).join('\n') } });
});

test('each function has a log group of the stack, and no permission to make one', () => {
  functions.forEach(([, { Properties }]) => expect(Properties.LoggingConfig.LogGroup.Ref).toBeDefined());
  expect(JSON.stringify(template.toJSON())).not.toContain('logs:CreateLogGroup');
  template.allResourcesProperties('AWS::IAM::Role', Match.objectLike({ ManagedPolicyArns: Match.absent() }));
});

test('each may run for less time than CloudFormation waits', () => {
  for (const [id, { Properties }] of functions) {
    const [resource] = Object.values(template.toJSON().Resources as Record<string, any>)
      .filter(({ Type, Properties: props }) => Type.startsWith('Custom::') && props.ServiceToken['Fn::GetAtt'][0] === id);
    expect(Number(resource.Properties.ServiceTimeout)).toBeGreaterThan(Properties.Timeout);
  }
});
