import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** The alarms of an ingress, by what they watch. */
export interface IngressAlarms {
  /** No task is healthy behind a listener: one for each listener and zone, or for each listener. Critical. */
  readonly noHealthyTarget: cloudwatch.Alarm[];

  /** A task has been unhealthy for five minutes: one for each listener. A warning. */
  readonly unhealthyTarget: cloudwatch.Alarm[];

  /** Fewer tasks have been running than there should be, for five minutes. A warning. */
  readonly runningBelowDesired: cloudwatch.Alarm;

  /** The tasks' CPU is used up, and scaling does not help. A warning. */
  readonly cpuUtilization: cloudwatch.Alarm;

  /** A task's memory is nearly used up. A warning. */
  readonly memoryUtilization: cloudwatch.Alarm;

  /** The load balancer dropped connections since it had no port left towards a task. Critical. */
  readonly portAllocationErrors: cloudwatch.Alarm;

  /** Many connections end in a reset. A warning. */
  readonly resets: cloudwatch.Alarm;

  /** Most of what clients ask for is refused. A warning. */
  readonly refusals: cloudwatch.Alarm;

  /** Clients are turned away since a task or a client has reached its limit. A warning. */
  readonly overLimit: cloudwatch.Alarm;

  /** What was allowed does not reach a service. Critical. */
  readonly upstreamFailures: cloudwatch.Alarm;

  /** The critical ones: clients are turned away, or soon will be. */
  readonly critical: cloudwatch.Alarm[];

  /** The others, which can wait for working hours. */
  readonly warning: cloudwatch.Alarm[];

  /** All of them. */
  readonly all: cloudwatch.Alarm[];
}
