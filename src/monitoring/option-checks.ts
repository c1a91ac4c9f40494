import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { HostCountMetricOptions } from './metrics';
import * as cdk from '../private/cdk-type-checks';
import { choice, duration, flag, listOf, requireOptions, text, thing, TypeChecks } from '../private/type-checks';

// Options of CDK, which does not look at their types: a number for a Duration would end in a TypeError.

const metric: TypeChecks<cloudwatch.MetricOptions> = {
  period: duration,
  statistic: text,
  dimensionsMap: thing('values by the names of dimensions'),
  unit: choice('cloudwatch.Unit', cloudwatch.Unit),
  label: text,
  color: text,
  account: text,
  region: text,
  stackAccount: text,
  stackRegion: text,
  id: text,
  visible: flag,
};

const hostCount: TypeChecks<HostCountMetricOptions> = { ...metric, targetGroup: cdk.targetGroup };

const dashboard: TypeChecks<cloudwatch.DashboardProps> = {
  dashboardName: text,
  defaultInterval: duration,
  start: text,
  end: text,
  periodOverride: choice('cloudwatch.PeriodOverride', cloudwatch.PeriodOverride),
  widgets: listOf(listOf(thing('a widget, such as a cloudwatch.GraphWidget', 'toJson'))),
  variables: listOf(thing('a cloudwatch.DashboardVariable', 'toJson')),
};

export function requireMetricOptions(options: cloudwatch.MetricOptions): void {
  requireOptions(options, metric);
}

export function requireHostCountOptions(options: HostCountMetricOptions): void {
  requireOptions(options, hostCount);
}

export function requireDashboardOptions(options: cloudwatch.DashboardProps): void {
  requireOptions(options, dashboard);
}
