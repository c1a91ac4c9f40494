/** What clients do with an ingress, on average over a month. */
export interface Load {
  readonly newConnectionsPerSecond: number;
  readonly activeConnections: number;
  /** Bytes in both directions, from and to clients. */
  readonly gbPerMonth: number;
  readonly logGbPerMonth: number;
}

/**
 * A line of the access log and what CloudWatch Logs counts beside it: the average of lines that a real nginx wrote.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
export const LOG_LINE_BYTES = 340;

const SECONDS_PER_MONTH = 730 * 3600;

/** A load of which not everything is known: connections live for a second, and each writes a line, unless said otherwise. */
export function loadOf(known: Partial<Load> = {}): Load {
  const { newConnectionsPerSecond = 0, gbPerMonth = 0 } = known;
  return {
    newConnectionsPerSecond,
    gbPerMonth,
    activeConnections: known.activeConnections ?? newConnectionsPerSecond,
    logGbPerMonth: known.logGbPerMonth ?? newConnectionsPerSecond * SECONDS_PER_MONTH * LOG_LINE_BYTES / 1e9,
  };
}

export const IDLE = loadOf();
