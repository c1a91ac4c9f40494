import { Duration, Tokenization } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { AlarmThresholds } from './alarm-options';
import { Metrics } from './metrics';

export const RUNBOOK = 'https://github.com/cdk-lattice-external-ingress/cdk-lattice-external-ingress/blob/main/docs/runbook.md';

export const ONE_MINUTE = { period: Duration.minutes(1) };
export const FIVE_MINUTES = { period: Duration.minutes(5) };

/** How much an alarm matters. */
export type Severity = 'CRITICAL' | 'WARNING';

/** An alarm before it is made. */
export interface AlarmDefinition
  extends Pick<cloudwatch.AlarmProps, 'metric' | 'threshold' | 'evaluationPeriods' | 'datapointsToAlarm' | 'treatMissingData' | 'comparisonOperator'> {
  readonly id: string;
  readonly severity: Severity;
  /** One sentence without a full stop. */
  readonly says: string;
  /** The section of the runbook. */
  readonly section: string;
}

/** What alarms watch, and when they go off. */
export interface Watch {
  readonly metrics: Metrics;
  readonly thresholds: Required<AlarmThresholds>;
  /** The period in which shares are counted. */
  readonly period: Duration;
  /** Whether the log counts what was forwarded well enough for a share. Otherwise the connections of the load balancer stand for it. */
  readonly countsForwarded: boolean;
}

/** A threshold as it stands in a sentence. */
export function percentOf({ thresholds }: Watch, threshold: keyof AlarmThresholds): string {
  return `${Tokenization.stringifyNumber(thresholds[threshold])}%`;
}

/** A share in percent, and 0 while the part is less than `minEvents`: with little traffic, a single failure is a large share. */
export function shareOf(
  { thresholds, period }: Watch, label: string, part: string, whole: string, usingMetrics: Record<string, cloudwatch.IMetric>,
): cloudwatch.IMetric {
  const least = Tokenization.stringifyNumber(thresholds.minEvents);
  return new cloudwatch.MathExpression({
    label,
    expression: `IF((${part}) >= ${least}, 100 * (${part}) / (${whole}), 0)`,
    usingMetrics,
    period,
  });
}
