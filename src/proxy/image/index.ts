export { EcrImage } from './ecr-image';
export type { AssetImageOptions } from './image-asset';
export type { BuildOnDeployOptions } from './image-build';
export type { CopyOnDeployOptions } from './image-copy';
export * from './proxy-image';
