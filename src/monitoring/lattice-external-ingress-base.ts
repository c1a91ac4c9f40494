import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { AddAlarmsOptions } from './alarm-options';
import { IngressAlarms } from './alarms';
import { LatticeExternalIngressMetrics } from './lattice-external-ingress-metrics';

/**
 * The members of the construct by which people watch it: its alarms, its dashboard, and its metrics. Not exported: jsii shows them as the
 * construct's own.
 *
 * @internal
 */
export abstract class LatticeExternalIngressBase extends LatticeExternalIngressMetrics {
  /**
   * Alarms for the ingress, each with its severity and a link to the section of the runbook that says what to do.
   *
   * CloudWatch charges for each alarm: there are 17 with three zones and HTTP, and one more if a service network is followed. For further alarms, use the metrics.
   *
   * @param options the actions and thresholds. Without actions the alarms are only visible.
   * @returns the alarms, by what they watch
   * @throws where it is called twice, where a threshold is out of range, or where an imported subnet does not know its zone
   * @see https://github.com/cdk-lattice-external-ingress/cdk-lattice-external-ingress/blob/main/docs/runbook.md
   */
  public addAlarms(options: AddAlarmsOptions = {}): IngressAlarms {
    return this._monitoring.addAlarms(options);
  }

  /**
   * A dashboard with one row for each stop from the client to VPC Lattice, below the widgets of `options`.
   *
   * Call `addAlarms()` first to see the state of the alarms at its top. Its tables query the access log whenever
   * they are shown. CloudWatch charges for the bytes that are read.
   *
   * @param options props of the dashboard, such as its name
   * @returns the dashboard, to which more widgets can be added
   * @throws where it is called twice
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
   */
  public addDashboard(options: cloudwatch.DashboardProps = {}): cloudwatch.Dashboard {
    return this._monitoring.addDashboard(options);
  }
}
