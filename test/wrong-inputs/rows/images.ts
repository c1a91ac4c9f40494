import { App } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { ProxyImage } from '../../../src';
import { ingress, refusedAt, Row, stackFor } from '../row';

const SAFE = 'must name nginx 1.30.7 or 1.31.9 or newer, for its security fixes, got';

const old = (fault: string, name: string): Row => refusedAt('ProxyImage.fromRegistry(name)', 'malformed', fault, () => ProxyImage.fromRegistry(name), `'name' ${SAFE} '${name}'`);

/** Official images of nginx with known holes, and Dockerfiles that CodeBuild does not take. */
export const IMAGES: Row[] = [
  old('an old nginx of Docker', 'nginx:1.26-alpine'),
  old('an old nginx of Docker, with its folder', 'library/nginx:1.27.4'),
  old('an old nginx of Docker, with its host', 'docker.io/library/nginx:1.25'),
  old('an old nginx of Docker, with its digest', `nginx:1.29.1@sha256:${'0'.repeat(64)}`),
  old('an old nginx of Docker, from AWS', 'public.ecr.aws/docker/library/nginx:1.30.6'),
  old('an old nginx of nginx, from AWS', 'public.ecr.aws/nginx/nginx:1.26'),
  old('an old nginx that needs no root', 'nginxinc/nginx-unprivileged:1.31.8-alpine-slim'),
  refusedAt('CopyOnDeployOptions.tagOrDigest', 'malformed', 'a version with known holes, from Docker', () => ProxyImage.copyOnDeploy({ source: 'registry-1.docker.io/library/nginx', tagOrDigest: '1.29.1' }), `'tagOrDigest' ${SAFE} '1.29.1'`),
  refusedAt('BuildOnDeployOptions.dockerfile', 'quota', 'longer than CodeBuild takes', () => ProxyImage.buildOnDeploy({ dockerfile: `FROM nginx\n# ${'x'.repeat(25_600)}\n` }),
    'characters long, because CodeBuild takes a build specification of 25600'),
  ...(['LAMBDA_1GB', 'ATTRIBUTE_BASED', 'CUSTOM_INSTANCE_TYPE'] as const).map((size) => refusedAt('BuildOnDeployOptions.computeType', 'malformed', `ComputeType.${size}`, () => ProxyImage.buildOnDeploy({ computeType: codebuild.ComputeType[size] }),
    `'computeType' must be a size of a machine of CodeBuild, got '${codebuild.ComputeType[size]}': use codebuild.ComputeType.SMALL`)),
  {
    place: 'image',
    kind: 'elsewhere',
    fault: 'a build in a Region without CodeBuild',
    warning: 'regionWithoutCodeBuild',
    make: (stack) => ingress(stackFor('ca-west-1', 'Calgary', stack.node.root as App), { image: ProxyImage.buildOnDeploy() }),
  },
  {
    place: 'BuildOnDeployOptions.dockerfile',
    kind: 'malformed',
    fault: 'from a version with known holes',
    warning: 'unsafeBaseImage',
    make: (stack) => ingress(stack, { image: ProxyImage.buildOnDeploy({ dockerfile: 'FROM nginx:1.26-alpine\n' }) }),
  },
];
