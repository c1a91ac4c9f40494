export type { AddAlarmsOptions, AlarmThresholds } from './alarm-options';
export type { IngressAlarms } from './ingress-alarms';
export * from './monitoring';
export * from './watched-construct';
