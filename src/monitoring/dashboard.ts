import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { IngressAlarms } from './alarms';
import { FollowedNames } from './follower-metric';
import { Metrics } from './metrics';
import { Queries, Query } from './saved-queries';
import { NamedTargetGroup } from './target-groups';

const WHOLE_WIDTH = 24;

/** Each minute has its point: the load balancer and Container Insights report no more often. */
const EACH_MINUTE = { period: Duration.minutes(1) };

export interface DashboardParts {
  readonly metrics: Metrics;
  readonly targetGroups: NamedTargetGroup[];
  /** Nothing where they are not known. */
  readonly zones?: string[];
  readonly logGroup: logs.ILogGroup;
  readonly queries: Queries;
  readonly alarms?: IngressAlarms;
}

type Row = [title: string, widgets: cloudwatch.IWidget[]];

/** One row for each stop of the packet's way, from the client to VPC Lattice. */
export function addRows(dashboard: cloudwatch.Dashboard, parts: DashboardParts): void {
  const rows: Row[] = [
    ...parts.alarms ? [['Alarms', [alarmStates(parts.alarms)]] as Row] : [],
    ['Clients to the load balancer', clients(parts)],
    ['The load balancer to tasks', loadBalancer(parts)],
    ['Tasks', tasks(parts)],
    ['What the proxy decides, for each TLS connection and HTTP request', decisions(parts)],
    ['Tasks to VPC Lattice', upstream(parts)],
    ...parts.metrics.followedNames ? [['Followed service networks', followed(parts.metrics.followedNames, parts.alarms)] as Row] : [],
    ...parts.alarms ? [['What further alarms watch, over 5 minutes', watched(parts.alarms)] as Row] : [],
  ];
  for (const [title, widgets] of rows) {
    dashboard.addWidgets(new cloudwatch.TextWidget({ markdown: `## ${title}`, width: WHOLE_WIDTH, height: 1, background: cloudwatch.TextWidgetBackground.TRANSPARENT }));
    dashboard.addWidgets(...widgets);
  }
}

function alarmStates({ all }: IngressAlarms): cloudwatch.IWidget {
  return new cloudwatch.AlarmStatusWidget({ alarms: all, width: WHOLE_WIDTH, height: 4 });
}

function clients({ metrics }: DashboardParts): cloudwatch.IWidget[] {
  return [
    graph('New connections', 6, [metrics.newFlowCount({ ...EACH_MINUTE, label: 'New' })]),
    graph('Open connections', 6, [metrics.activeFlowCount({ ...EACH_MINUTE, label: 'Open' })]),
    graph('Bytes', 6, [metrics.processedBytes({ ...EACH_MINUTE, label: 'In and out' })]),
    graph('Turned away by security groups', 6, [metrics.securityGroupBlockedFlowCount({ ...EACH_MINUTE, label: 'Blocked' })]),
  ];
}

function loadBalancer(parts: DashboardParts): cloudwatch.IWidget[] {
  const { metrics, targetGroups, alarms } = parts;
  return [
    // All listeners and zones have the same threshold, so one line is drawn.
    graph('Healthy tasks', 6, targetGroups.flatMap((each) => healthyTasks(parts, each)), below(alarms?.noHealthyTarget[0])),
    graph('Unhealthy tasks', 6, targetGroups.map(({ name, targetGroup }) =>
      metrics.unHealthyHostCount({ targetGroup, ...EACH_MINUTE, label: name.toUpperCase() })), above(alarms?.unhealthyTarget[0])),
    graph('Resets', 6, [
      metrics.tcpClientResetCount({ ...EACH_MINUTE, label: 'by clients' }),
      metrics.tcpElbResetCount({ ...EACH_MINUTE, label: 'by the load balancer' }),
      metrics.tcpTargetResetCount({ ...EACH_MINUTE, label: 'by tasks' }),
    ]),
    graph('Port allocation errors', 6, [metrics.portAllocationErrorCount({ ...EACH_MINUTE, label: 'Dropped' })], above(alarms?.portAllocationErrors)),
  ];
}

function healthyTasks({ metrics, zones }: DashboardParts, { name, targetGroup }: NamedTargetGroup): cloudwatch.IMetric[] {
  return zones?.map((zone) => metrics.healthyHostCountInZone(targetGroup, zone, { ...EACH_MINUTE, label: `${name.toUpperCase()} in ${zone}` }))
    ?? [metrics.healthyHostCount({ targetGroup, ...EACH_MINUTE, label: name.toUpperCase() })];
}

function tasks({ metrics, alarms }: DashboardParts): cloudwatch.IWidget[] {
  const extremes = [cloudwatch.Stats.AVERAGE, cloudwatch.Stats.MAXIMUM];
  return [
    graph('Tasks', 8, [
      metrics.desiredTaskCount({ ...EACH_MINUTE, label: 'Desired' }),
      metrics.runningTaskCount({ ...EACH_MINUTE, label: 'Running' }),
    ]),
    graph('CPU, %', 8, extremes.map((statistic) => metrics.cpuUtilization({ ...EACH_MINUTE, statistic, label: statistic })), above(alarms?.cpuUtilization), 100),
    graph('Memory, %', 8, extremes.map((statistic) => metrics.memoryUtilization({ ...EACH_MINUTE, statistic, label: statistic })), above(alarms?.memoryUtilization), 100),
  ];
}

function decisions({ metrics, logGroup, queries }: DashboardParts): cloudwatch.IWidget[] {
  const { RefusedNames, RefusedClients } = queries;
  return [
    metrics.countLines ? outcomes(metrics, RefusedClients !== undefined) : NO_COUNTS,
    table(RefusedNames, logGroup),
    ...RefusedClients ? [table(RefusedClients, logGroup, WHOLE_WIDTH)] : [],
  ];
}

const NO_COUNTS = new cloudwatch.TextWidget({
  markdown: 'Decisions are not counted: the log group is of a class that has no metric filters (`INFREQUENT_ACCESS`).',
  width: 12,
  height: 6,
});

function outcomes(metrics: Metrics, namesHaveClients: boolean): cloudwatch.IWidget {
  return graph(metrics.countForwarded ? 'Decisions' : 'Decisions, without what was forwarded', 12, [
    ...metrics.countForwarded ? [metrics.forwardedCount({ ...EACH_MINUTE, label: 'Forwarded', color: cloudwatch.Color.GREEN })] : [],
    metrics.refusedCount({ ...EACH_MINUTE, label: 'Refused', color: cloudwatch.Color.ORANGE }),
    ...namesHaveClients ? [metrics.refusedClientCount({ ...EACH_MINUTE, label: 'Refused to the client', color: cloudwatch.Color.BLUE })] : [],
    metrics.overLimitCount({ ...EACH_MINUTE, label: 'Over the limit', color: cloudwatch.Color.PURPLE }),
    metrics.upstreamFailureCount({ ...EACH_MINUTE, label: 'Failed upstream', color: cloudwatch.Color.RED }),
    metrics.serviceFailureCount({ ...EACH_MINUTE, label: 'Failed by services', color: cloudwatch.Color.PINK }),
    metrics.unreadableCount({ ...EACH_MINUTE, label: 'Unreadable', color: cloudwatch.Color.BROWN }),
  ]);
}

function upstream({ logGroup, queries }: DashboardParts): cloudwatch.IWidget[] {
  return [table(queries.UpstreamErrors, logGroup), table(queries.SlowConnects, logGroup)];
}

function followed(names: FollowedNames, alarms?: IngressAlarms): cloudwatch.IWidget[] {
  return [
    graph('Names with records', 12, [names.metric({ period: names.period, label: 'Names' })]),
    graph('Runs that succeeded', 12, [names.runs({ label: 'Runs' })], below(alarms?.followerStopped[0])),
  ];
}

/** What no graph above shows: differences, shares of others, and sums of other periods. */
function watched({ runningBelowDesired, resets, refusals, overLimit, upstreamFailures, serviceFailures }: IngressAlarms): cloudwatch.IWidget[] {
  const shown: [title: string, alarm: cloudwatch.Alarm][] = [
    ['Missing tasks', runningBelowDesired],
    ['Resets, %', resets],
    ['Refused, %', refusals],
    ['Over the limit', overLimit],
    ['Failed upstream, %', upstreamFailures],
    ...serviceFailures.map((alarm): [string, cloudwatch.Alarm] => ['Failed by services, %', alarm]),
  ];
  return shown.map(([title, alarm], index) => graph(title, Math.floor((WHOLE_WIDTH + index) / shown.length), [alarm.metric], above(alarm)));
}

type Annotations = cloudwatch.HorizontalAnnotation[];

function graph(title: string, width: number, left: cloudwatch.IMetric[], leftAnnotations: Annotations = [], max?: number): cloudwatch.IWidget {
  return new cloudwatch.GraphWidget({ title, width, height: 6, left, leftAnnotations, leftYAxis: { min: 0, max, showUnits: false } });
}

/** Where an alarm goes off that watches for too little. */
function below(alarm?: cloudwatch.Alarm): Annotations {
  return threshold(cloudwatch.Shading.BELOW, alarm);
}

/** Where an alarm goes off that watches for too much. */
function above(alarm?: cloudwatch.Alarm): Annotations {
  return threshold(cloudwatch.Shading.ABOVE, alarm);
}

function threshold(fill: cloudwatch.Shading, alarm?: cloudwatch.Alarm): Annotations {
  return alarm ? [{ value: alarm.toAnnotation().value, label: 'Alarm', color: cloudwatch.Color.RED, fill }] : [];
}

function table({ title, query }: Query, logGroup: logs.ILogGroup, width = 12): cloudwatch.IWidget {
  return new cloudwatch.LogQueryWidget({ title, width, height: 6, logGroupNames: [logGroup.logGroupName], queryString: query.toString() });
}
