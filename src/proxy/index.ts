export * from './allow-list';
export type { CopyOnDeployOptions } from './image-copy';
export * from './proxy';
export * from './proxy-image';
export type { ScalingOptions } from './scaling';
export type { TaskSizeOptions } from './task-size';
