export type { AddAlarmsOptions, AlarmThresholds } from './alarm-options';
export type { IngressDeploymentAlarms, RolloutOptions } from './deployment-alarms';
export type { IngressAlarms } from './alarms';
export type { HostCountMetricOptions } from './metrics';
export * from './monitoring';
export * from './lattice-external-ingress-base';
