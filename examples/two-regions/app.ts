import { App } from 'aws-cdk-lib';
import { addStacks, Routing } from './stacks';

const app = new App();
const given = (name: string, standard: string): string => app.node.tryGetContext(name) ?? standard;

addStacks(app, {
  regions: [given('primary', 'eu-west-1'), given('secondary', 'eu-central-1')].map((name, index) => ({
    name,
    healthCheckers: given(['primaryHealthCheckers', 'secondaryHealthCheckers'][index], 'pl-0123456789abcdef0'),
  })),
  routing: given('routing', Routing.FAILOVER) as Routing,
  hostedZoneId: given('hostedZoneId', 'Z0123456789ABCDEFGHIJ'),
  zoneName: given('zoneName', 'example.com'),
});
