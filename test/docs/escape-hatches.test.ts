import * as fs from 'node:fs';
import * as path from 'node:path';
import { CfnResource } from 'aws-cdk-lib';
import { TestIngress } from '../ingress';

const PAGE = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'escape-hatches.md'), 'utf8');

/** The paths that the page promises, each with the type of the resource there. */
const PROMISED = [...PAGE.matchAll(/^\| `([\w/]+)` \| `([\w:]+)` \|$/gm)].map(([, promised, type]) => [promised, type]);

const { ingress } = new TestIngress();

test.each(PROMISED)('below the ingress, %s is a resource of type %s', (promised, type) => {
  const found = promised.split('/').reduce((scope, id) => scope.node.findChild(id), ingress.node.scope!.node.findChild('Ingress'));

  expect((found as CfnResource).cfnResourceType).toBe(type);
});

test.each(PROMISED.filter(([promised]) => promised.endsWith('/Resource')))('%s is the default child of its parent', (promised) => {
  const parent = promised.split('/').slice(0, -1).reduce((scope, id) => scope.node.findChild(id), ingress.node.scope!.node.findChild('Ingress'));

  expect(parent.node.defaultChild?.node.id).toBe('Resource');
});

test('the page promises a path in each room that has resources of its own', () => {
  expect([...new Set(PROMISED.map(([promised]) => promised.split('/')[0]))]).toEqual(['Network', 'Edge', 'Lattice', 'Proxy']);
});
