import * as fs from 'node:fs';
import * as path from 'node:path';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { drawBehindCloudFront } from './behind-cloudfront';
import { drawDashboard } from './dashboard';
import { drawDeploymentOrder } from './deployment-order';
import { drawNetworkPlan } from './network-plan';
import { drawPacketsWay } from './packets-way';
import { Resource, resourcesOf } from './resources';
import { drawRooms } from './rooms';
import { drawSecurityGroups } from './security-groups';
import { drawTwoRegions } from './two-regions';
import { synthesiseBehindCloudFront, synthesiseTwoRegions } from '../wider-examples';

/** Every picture of one ingress, by the name of its file. */
const PICTURES: Record<string, (resources: Resource[]) => string> = {
  'packets-way': drawPacketsWay,
  'rooms': drawRooms,
  'network-plan': drawNetworkPlan,
  'security-groups': drawSecurityGroups,
  'deployment-order': drawDeploymentOrder,
};

/** Draws the ingress of a synthesised app, picture by picture, the dashboard of a template, and the examples with further architectures into a folder. */
function main([assembly, monitored, folder]: string[]): void {
  const resources = resourcesOf(new CloudAssembly(assembly).stacks[0]);
  const { front, back } = synthesiseBehindCloudFront();
  const drawn = {
    ...Object.fromEntries(Object.entries(PICTURES).map(([name, draw]) => [name, draw(resources)])),
    'dashboard': drawDashboard(JSON.parse(fs.readFileSync(monitored, 'utf8'))),
    'behind-cloudfront': drawBehindCloudFront(front, back),
    'two-regions': drawTwoRegions(synthesiseTwoRegions()),
  };
  for (const [name, svg] of Object.entries(drawn)) {
    fs.writeFileSync(path.join(folder, `${name}.svg`), svg);
  }
}

main(process.argv.slice(2));
