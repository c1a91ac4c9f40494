import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** The alarms of an ingress, by what they watch. */
export interface IngressAlarms {
  /** Alarms that no task is healthy behind a listener: one for each listener and zone, or for each listener. Critical. */
  readonly noHealthyTarget: cloudwatch.Alarm[];

  /** Alarms that a task has been unhealthy for 5 minutes: one for each listener. A warning. */
  readonly unhealthyTarget: cloudwatch.Alarm[];

  /** The alarm that fewer tasks than desired have been running for 5 minutes. A warning. */
  readonly runningBelowDesired: cloudwatch.Alarm;

  /** The alarm that the tasks use most of their CPU, although the service scales. A warning. */
  readonly cpuUtilization: cloudwatch.Alarm;

  /** The alarm that a task uses most of its memory. A warning. */
  readonly memoryUtilization: cloudwatch.Alarm;

  /** The alarm that the load balancer dropped connections because it had no port left towards a task. Critical. */
  readonly portAllocationErrors: cloudwatch.Alarm;

  /** The alarm that many connections end in a reset. A warning. */
  readonly resets: cloudwatch.Alarm;

  /** The alarm that most connections and requests are refused. A warning. */
  readonly refusals: cloudwatch.Alarm;

  /** The alarm that clients are turned away because a task or a client has reached its limit. Critical. */
  readonly overLimit: cloudwatch.Alarm;

  /** The alarm that allowed connections and requests do not reach a service. Critical. */
  readonly upstreamFailures: cloudwatch.Alarm;

  /** The alarm on answers 502 or 504 of services, or of VPC Lattice for them, over HTTP. Critical. None if HTTP is not forwarded. */
  readonly serviceFailures: cloudwatch.Alarm[];

  /** The alarm that nothing has followed the service networks for a while. Critical. None if no service network is followed. */
  readonly followerStopped: cloudwatch.Alarm[];

  /** The critical alarms: clients are turned away, or soon will be. */
  readonly critical: cloudwatch.Alarm[];

  /** The warnings, which can wait for working hours. */
  readonly warning: cloudwatch.Alarm[];

  /** All alarms. */
  readonly all: cloudwatch.Alarm[];
}
