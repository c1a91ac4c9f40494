import { App, Stack } from 'aws-cdk-lib';
import { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import * as behindCloudFront from '../examples/behind-cloudfront/stacks';
import * as twoRegions from '../examples/two-regions/stacks';

const ZONE = { hostedZoneId: 'Z0123456789ABCDEFGHIJ', zoneName: 'example.com' };
const PREFIX_LIST = 'pl-0123456789abcdef0';

/** The stacks of the example with CloudFront, with the ingress in another Region than the distribution. */
export function synthesiseBehindCloudFront(): { front: CloudFormationStackArtifact; back: CloudFormationStackArtifact } {
  const app = new App({ analyticsReporting: false });
  const { frontStack, stack } = behindCloudFront.addStacks(app, { region: 'eu-west-1', cloudFrontPrefixList: PREFIX_LIST, ...ZONE });
  const [front, back] = artifactsOf(app, [frontStack, stack]);
  return { front, back };
}

/** The stacks of the example with two Regions. */
export function synthesiseTwoRegions(routing: twoRegions.Routing = twoRegions.Routing.FAILOVER): CloudFormationStackArtifact[] {
  const app = new App({ analyticsReporting: false });
  const regions = ['eu-west-1', 'eu-central-1'].map((name) => ({ name, healthCheckers: PREFIX_LIST }));
  return artifactsOf(app, twoRegions.addStacks(app, { regions, routing, ...ZONE }));
}

function artifactsOf(app: App, stacks: Stack[]): CloudFormationStackArtifact[] {
  const assembly = app.synth();
  return stacks.map(({ artifactId }) => assembly.getStackArtifact(artifactId));
}
