import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { artillery } from '../../examples/load-test/engine.json';
import { LoadTest, LoadTestProps } from '../../examples/load-test/load-test';

const SERVICE = 'arn:aws:vpc-lattice:us-east-1:111122223333:service/svc-0123456789abcdef0';

beforeAll(() => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'secret' });
});

function templateOf(props: Partial<LoadTestProps> = {}): Template {
  const stack = new Stack(new App(), 'Stack');
  new LoadTest(stack, 'LoadTest', { target: 'https://api.example.com', generators: 25, users: 5000, requestsPerSecond: 3000, ...props });
  return Template.fromStack(stack);
}

function environmentOf(template: Template): Record<string, unknown> {
  const [definition] = Object.values(template.findResources('AWS::ECS::TaskDefinition'));
  const [{ Environment }] = definition.Properties.ContainerDefinitions;
  return Object.fromEntries(Environment.map(({ Name, Value }: { Name: string; Value: unknown }) => [Name, Value]));
}

/** The scenario as a process with this environment runs it. */
function scenarioWith(environment: Record<string, unknown>): any {
  const before = process.env;
  process.env = { ...before, ...environment as Record<string, string> };
  try {
    let scenario;
    jest.isolateModules(() => {
      scenario = jest.requireActual('../../examples/load-test/scenario');
    });
    return scenario;
  } finally {
    process.env = before;
  }
}

/** Where answers come at once. */
function requestsPerSecondOf(scenarios: any, users: number): number {
  const { think } = scenarios[0].flow[0].loop[1];
  expect(think).toMatch(/^\d+ms$/);
  return (users * 1000) / parseInt(think);
}

test('the whole load is the Guidance\'s: 5,000 users, 3,000 requests/s, ramped up in 5 minutes, sustained for 20', () => {
  const { config, scenarios } = scenarioWith({});

  expect(config.phases).toEqual([{ name: 'ramp', duration: 300, arrivalCount: 5000 }, { name: 'sustained', pause: 1200 }]);
  expect(requestsPerSecondOf(scenarios, 5000)).toBeCloseTo(3000, -1);
});

test('generators share the load', () => {
  const environment = environmentOf(templateOf());
  const { config, scenarios } = scenarioWith(environment);
  const users = config.phases[0].arrivalCount;

  expect(25 * users).toBe(5000);
  expect(requestsPerSecondOf(scenarios, 25 * users)).toBeCloseTo(3000, -1);
  expect(config.target).toBe('https://api.example.com');
});

test('one run starts every generator and waits for all of them', () => {
  const template = templateOf({ generators: 4 });
  const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
  const { States } = JSON.parse(JSON.stringify(machine.Properties.DefinitionString['Fn::Join'][1].map((part: unknown) => (typeof part === 'string' ? part : 'x')).join(''))
    .replace(/^"|"$/g, '').replace(/\\"/g, '"'));

  expect(States.Generators.Result.generators).toHaveLength(4);
  expect(States.All).toMatchObject({ Type: 'Map', ItemsPath: '$.generators', MaxConcurrency: 4 });
  expect(JSON.stringify(States.All)).toContain('ecs:runTask.sync');
});

test('the image is of the version that is installed here', () => {
  templateOf().hasResourceProperties('AWS::ECS::TaskDefinition', {
    ContainerDefinitions: [Match.objectLike({ Image: `artilleryio/artillery:${artillery}` })],
  });
});

test('a service that wants signatures gets them, and generators may invoke it and nothing else', async () => {
  const template = templateOf({ signedFor: SERVICE });
  const request: { url: string; headers?: Record<string, string> } = { url: '/orders' };
  await scenarioWith({ ...environmentOf(template), SIGNING_REGION: 'us-east-1' }).sign(request);

  expect(request.headers!.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/us-east-1\/vpc-lattice-svcs\/aws4_request, /);
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: [{ Action: 'vpc-lattice-svcs:Invoke', Effect: 'Allow', Resource: `${SERVICE}/*` }] },
  });
});

test('without a service that wants signatures nothing is signed', async () => {
  const template = templateOf();
  const request: { url: string; headers?: Record<string, string> } = { url: '/' };
  await scenarioWith(environmentOf(template)).sign(request);

  expect(request.headers).toBeUndefined();
  expect(JSON.stringify(template.toJSON())).not.toContain('vpc-lattice-svcs:Invoke');
});
