import * as fs from 'node:fs';
import * as path from 'node:path';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { drawDashboard } from './dashboard';
import { drawDeploymentOrder } from './deployment-order';
import { drawNetworkPlan } from './network-plan';
import { drawPacketsWay } from './packets-way';
import { Resource, resourcesOf } from './resources';
import { drawRooms } from './rooms';
import { drawSecurityGroups } from './security-groups';

/** Every picture, by the name of its file. */
const PICTURES: Record<string, (resources: Resource[]) => string> = {
  'packets-way': drawPacketsWay,
  'rooms': drawRooms,
  'network-plan': drawNetworkPlan,
  'security-groups': drawSecurityGroups,
  'deployment-order': drawDeploymentOrder,
};

/** Draws the ingress of a synthesised app, picture by picture, and the dashboard of a template into a folder. */
function main([assembly, monitored, folder]: string[]): void {
  const resources = resourcesOf(new CloudAssembly(assembly).stacks[0]);
  for (const [name, draw] of Object.entries(PICTURES)) {
    fs.writeFileSync(path.join(folder, `${name}.svg`), draw(resources));
  }
  fs.writeFileSync(path.join(folder, 'dashboard.svg'), drawDashboard(JSON.parse(fs.readFileSync(monitored, 'utf8'))));
}

main(process.argv.slice(2));
