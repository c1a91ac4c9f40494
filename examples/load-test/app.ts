import { App, Stack } from 'aws-cdk-lib';
import { LoadTest } from './load-test';

const app = new App();
const given = (name: string, standard: string) => app.node.tryGetContext(name) ?? standard;

new LoadTest(new Stack(app, 'LoadTest'), 'LoadTest', {
  target: given('target', 'https://api.example.com'),
  generators: Number(given('generators', '25')),
  users: Number(given('users', '5000')),
  requestsPerSecond: Number(given('requestsPerSecond', '3000')),
  signedFor: app.node.tryGetContext('signedFor'),
});
