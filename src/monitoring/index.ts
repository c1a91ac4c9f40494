export type { AddAlarmsOptions, AlarmThresholds } from './alarm-options';
export type { IngressAlarms } from './alarms';
export type { IngressDeploymentAlarms, RolloutOptions } from './deployment-alarms';
export * from './lattice-external-ingress-base';
export type { HostCountMetricOptions } from './metrics';
export * from './monitoring';
