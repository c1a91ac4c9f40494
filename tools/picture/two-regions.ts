import { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { all, resourcesOf } from './resources';
import { columnAt, drawFrame, drawStop, drawStops, Stop, STOP, widthOf } from './stop';
import { clientsIn, farEndStop, loadBalancerStop, nginxStop } from './stops-of-ingress';
import { arrow, elbow, picture, text } from './svg';

const TOP = 56;
const COLUMNS = 5;
/** From the top of one Region to that of the next. */
const LINE = STOP.height + 76;

/** How Route 53 leads clients into one of several Regions, each with its own stack. */
export function drawTwoRegions(stacks: CloudFormationStackArtifact[]): string {
  const bottom = TOP + (stacks.length - 1) * LINE + STOP.height;
  const middle = (TOP + bottom - STOP.height) / 2;
  const client: Stop = { title: 'Client', says: ['outside AWS', ...clientsIn(resourcesOf(stacks[0])).filter((each) => !each.startsWith('pl-'))] };
  return picture(`Two Regions: Route 53 leads clients to ${stacks.map(regionOf).join(' or ')}`, widthOf(COLUMNS), bottom + 36, [
    ...stacks.map((stack, index) => drawRegion(stack, TOP + index * LINE)),
    drawStop(client, { x: columnAt(0), y: middle }),
    drawStop(route53Stop(stacks[0]), { x: columnAt(1), y: middle }),
    arrow({ x: columnAt(1) - STOP.gap + 3, y: middle + STOP.height / 2 }, { x: columnAt(1) - 3, y: middle + STOP.height / 2 }),
    text({ x: columnAt(1) - STOP.gap / 2, y: middle + STOP.height / 2 - 8 }, 'asks', { anchor: 'middle', tone: 'quiet' }),
    ...stacks.map((_, index) => elbow(
      { x: columnAt(2) - STOP.gap + 3, y: middle + STOP.height / 2 }, { x: columnAt(2) - 3, y: TOP + index * LINE + STOP.height / 2 })),
  ]);
}

function drawRegion(stack: CloudFormationStackArtifact, y: number): string {
  const resources = resourcesOf(stack);
  const stops = [loadBalancerStop(resources, 'lets in clients and checks'), nginxStop(resources), farEndStop(resources)];
  const [{ Failover, Region }] = all(stack, 'AWS::Route53::RecordSet').filter(({ SetIdentifier }) => SetIdentifier);
  return drawFrame(`${regionOf(stack)}: ${(Failover ?? `latency to ${Region}`).toLowerCase()}, while its service is healthy`, y, 2, COLUMNS - 1) +
    drawStops(stops, { x: columnAt(2), y });
}

function route53Stop(stack: CloudFormationStackArtifact): Stop {
  const [{ Name, Failover }] = all(stack, 'AWS::Route53::RecordSet').filter(({ SetIdentifier }) => SetIdentifier);
  const checks = all(stack, 'AWS::Route53::HealthCheck').map(({ HealthCheckConfig }) => HealthCheckConfig).filter(({ Type }) => Type !== 'CALCULATED');
  const [{ Type, ResourcePath, RequestInterval, FailureThreshold }] = checks;
  return {
    title: 'Route 53',
    says: [
      `${Name.replace(/\.$/, '')}: ${Failover ? 'failover' : 'latency'}`,
      `asks ${Type} ${ResourcePath}`,
      `through each of ${checks.length} zones`,
      `every ${RequestInterval} seconds;`,
      `${FailureThreshold} failures: unhealthy`,
    ],
  };
}

function regionOf(stack: CloudFormationStackArtifact): string {
  return stack.environment.region;
}
