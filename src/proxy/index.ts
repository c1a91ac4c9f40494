export * from './allow-list';
export { CopyOnDeployOptions } from './image-copy';
export * from './proxy';
export * from './proxy-image';
export { ScalingOptions } from './scaling';
export { TaskSizeOptions } from './task-size';
