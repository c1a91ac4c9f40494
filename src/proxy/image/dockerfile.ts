import { Annotations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { isUnsafeImage, NAME_A_SAFE_VERSION } from './official-nginx';

const FROM = /^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*(\S+)(?:[ \t]+AS[ \t]+(\S+))?/gim;

/** The image that a stage of a Dockerfile starts from, through the stages before it. Without a name it is the last stage. */
export function baseImageOf(dockerfile: string, target?: string): string | undefined {
  const stages = [...dockerfile.matchAll(FROM)].map(([, image, name]) => ({ image, name: name?.toLowerCase() }));
  const last = target === undefined ? stages.length - 1 : stages.findIndex(({ name }) => name === target.toLowerCase());
  return stages.slice(0, last + 1).reduceRight<string | undefined>(
    (image, stage) => (image === undefined || stage.name === image.toLowerCase() ? stage.image : image), undefined);
}

/** Warns where the image starts from an official nginx with known vulnerabilities. Not an error, because the build may replace nginx. */
export function warnOfUnsafeBase(scope: IConstruct, dockerfile: string, target?: string): void {
  const base = baseImageOf(dockerfile, target);
  if (base !== undefined && isUnsafeImage(base)) {
    Annotations.of(scope).addWarningV2('cdk-lattice-external-ingress:unsafeBaseImage',
      `'image' is built from ${base}, which has known vulnerabilities in what the proxy uses: its Dockerfile should ${NAME_A_SAFE_VERSION}. ` +
        'Change FROM, or acknowledge this warning if the Dockerfile replaces nginx.');
  }
}
