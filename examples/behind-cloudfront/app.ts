import { App } from 'aws-cdk-lib';
import { addStacks } from './stacks';

const app = new App();
const given = (name: string, standard: string): string => app.node.tryGetContext(name) ?? standard;

addStacks(app, {
  region: given('region', 'us-east-1'),
  hostedZoneId: given('hostedZoneId', 'Z0123456789ABCDEFGHIJ'),
  zoneName: given('zoneName', 'example.com'),
  cloudFrontPrefixList: given('cloudFrontPrefixList', 'pl-0123456789abcdef0'),
});
