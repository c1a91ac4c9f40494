export { AccessLog } from './access-log';
export type { AccessLogOptions } from './access-log';
export type { ClusterOptions } from './cluster';
export type { ServiceOptions } from './ecs-service';
export type { ExecuteCommandOptions } from './execute-command';
export type {
  AssetImageOptions, BuildOnDeployOptions, CopyOnDeployOptions, EcrImageOptions, ExistingImageOptions, ImageOptions, ProxyImageConfig,
} from './image';
export { ProxyImage } from './image';
export type { LogOptions } from './log-options';
export { takesMetricFilters } from './log-options';
export { TrafficProfile } from './nginx';
export type { TrafficProfileOptions } from './nginx';
export * from './proxy';
export { cpuTargetOf } from './scaling';
export type { ScalingOptions } from './scaling';
export * from './services-and-domains';
export type { TaskCapacity } from './task-capacity';
export type { TaskSizeOptions } from './task-size';
