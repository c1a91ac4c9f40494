import * as path from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { group, inVpc } from './shared-props';
import { AssetImageOptions, Egress, ProxyImage, TrafficProfile } from '../../../src';
import { numberOf, Props, Row, row, SAME_VALUE } from '../row';

/** A folder with a Dockerfile. */
const IMAGE = path.join(__dirname, '..', 'image');

const ofRepository = (tagOrDigest: string): Props => (stack) => ({
  image: ProxyImage.fromEcrRepository(ecr.Repository.fromRepositoryName(stack, 'Images', 'images'), { tagOrDigest }),
});
const ofFolder = (options: AssetImageOptions): Props => () => ({ image: ProxyImage.fromAsset(IMAGE, options) });
const ofRegistry = (tag: string): Props => inVpc(() => ({
  egress: Egress.existingRoutes(), image: ProxyImage.fromRegistry(`registry.example.com/nginx:${tag}`),
}));
const clusterOf = (id: string): Props => inVpc((stack, vpc) => ({
  cluster: new ecs.Cluster(stack, id, { vpc, enableFargateCapacityProviders: true }),
}));

/** The image, the tasks, and the service that runs them. */
export const PROXY: Row[] = [
  row('image', 'another version', {
    after: () => ({ image: ProxyImage.copyOnDeploy({ tagOrDigest: '1.99.0' }) }),
    verdict: 'rollout',
    takes: 'a copy before it',
  }),
  row('image', 'a build instead of a copy', {
    after: () => ({ image: ProxyImage.buildOnDeploy() }),
    verdict: 'rollout',
    takes: 'a build of some minutes before it; the repository stays',
  }),
  row('image', 'other processors', {
    after: () => ({ image: ProxyImage.copyOnDeploy({ architecture: ecs.CpuArchitecture.X86_64 }) }),
    verdict: 'rollout',
    takes: 'a copy before it',
  }),
  row('cpu', 'more', {
    after: () => ({ cpu: 1024, memoryLimitMiB: 2048 }),
    verdict: 'rollout',
  }),
  row('memoryLimitMiB', 'more', {
    after: () => ({ memoryLimitMiB: 4096 }),
    verdict: 'rollout',
  }),
  row('trafficProfile', 'set', { after: () => ({ trafficProfile: TrafficProfile.MANY_SESSIONS }), verdict: 'rollout' }),
  row('minTasks', 'more', {
    after: () => ({ minTasks: 4 }),
    verdict: 'in place',
    takes: 'a minute',
  }),
  row('maxTasks', 'more', {
    after: () => ({ maxTasks: 12 }),
    verdict: 'in place',
    takes: 'seconds',
  }),
  row('scalingCooldown', 'another', {
    after: () => ({ scalingCooldown: Duration.seconds(120) }),
    verdict: 'in place',
    takes: 'seconds',
  }),
  row('targetConnectionsPerTask', 'given', {
    after: () => ({ targetConnectionsPerTask: 500 }),
    verdict: 'in place',
    takes: 'seconds',
  }),
  row('targetCpuUtilizationPercent', 'another', {
    after: () => ({ targetCpuUtilizationPercent: 50 }),
    verdict: 'in place',
    takes: 'seconds',
  }),
  row('fargateSpotPercent', 'another', {
    after: () => ({ fargateSpotPercent: 50 }),
    verdict: 'rollout',
  }),
  row('taskSecurityGroups', 'one added', {
    before: inVpc(),
    after: inVpc((stack, vpc) => ({ taskSecurityGroups: [group(stack, 'More', vpc)] })),
    verdict: 'rollout',
  }),
  row('taskSecurityGroups', 'in another order', {
    before: inVpc((stack, vpc) => ({ taskSecurityGroups: ['A', 'B'].map((id) => group(stack, id, vpc)) })),
    after: inVpc((stack, vpc) => ({ taskSecurityGroups: ['B', 'A'].map((id) => group(stack, id, vpc)) })),
    verdict: 'nothing',
  }),
  row('cluster', 'given', {
    before: inVpc(),
    after: inVpc((stack, vpc) => ({ cluster: new ecs.Cluster(stack, 'Cluster', { vpc, enableFargateCapacityProviders: true }) })),
    verdict: 'replaced',
    lost: 'tasks beyond the first, until the new service has scaled out',
    takes: '[with tasks from the start](#give-the-ingress-another-cluster)',
  }),
  row('enableExecuteCommand', 'on', {
    after: () => ({ enableExecuteCommand: true }),
    verdict: 'rollout',
    takes: 'an endpoint before it',
  }),
  row('image', 'a copy of another source', {
    after: () => ({ image: ProxyImage.copyOnDeploy({ source: 'public.ecr.aws/nginx/nginx', tagOrDigest: '1.99.0' }) }), verdict: 'rollout', takes: 'a copy before it',
  }),
  row('image', 'a copy into a repository of the same stack', {
    after: (stack) => ({ image: ProxyImage.copyOnDeploy({ repository: new ecr.Repository(stack, 'Images', { removalPolicy: RemovalPolicy.DESTROY, emptyOnDelete: true }) }) }),
    verdict: 'rollout',
    lost: 'the images so far: the repository is deleted',
    takes: 'a copy before it',
  }),
  row('image', 'another Dockerfile of a build', {
    before: () => ({ image: ProxyImage.buildOnDeploy() }),
    after: () => ({ image: ProxyImage.buildOnDeploy({ dockerfile: 'FROM public.ecr.aws/docker/library/nginx:1.99.0\n' }) }),
    verdict: 'rollout',
    takes: 'a build of some minutes before it',
  }),
  row('image', 'another tag of a repository of ECR', { before: ofRepository('1.30.7'), after: ofRepository('1.31.3'), verdict: 'rollout', deployed: 'elsewhere' }),
  row('fargateSpotPercent', 'all of them', { after: () => ({ fargateSpotPercent: 100 }), verdict: 'rollout' }),
  row('targetConnectionsPerTask', 'another', {
    before: () => ({ targetConnectionsPerTask: 500 }), after: () => ({ targetConnectionsPerTask: 600 }), verdict: 'in place', takes: 'seconds',
  }),
  row('minTasks', 'a number, then a parameter of the same value', { after: (stack) => ({ minTasks: numberOf(stack, 3) }), verdict: 'in place', takes: SAME_VALUE }),
  row('maxTasks', 'a number, then a parameter of the same value', { after: (stack) => ({ maxTasks: numberOf(stack, 9) }), verdict: 'in place', takes: SAME_VALUE }),
  row('trafficProfile', 'another', {
    before: () => ({ trafficProfile: TrafficProfile.MANY_SESSIONS }), after: () => ({ trafficProfile: TrafficProfile.LARGE_TRANSFERS }), verdict: 'rollout',
  }),
  row('image', 'another revision of a build', {
    before: () => ({ image: ProxyImage.buildOnDeploy() }), after: () => ({ image: ProxyImage.buildOnDeploy({ revision: '2026-11' }) }), verdict: 'rollout', takes: 'a build of some minutes before it',
  }),
  row('image', 'a larger machine for builds', {
    before: () => ({ image: ProxyImage.buildOnDeploy() }),
    after: () => ({ image: ProxyImage.buildOnDeploy({ computeType: codebuild.ComputeType.LARGE }) }),
    verdict: 'in place',
    takes: 'seconds',
  }),
  row('image', 'of an ECR repository instead of a copy', {
    after: ofRepository('1.30.7'),
    verdict: 'rollout',
    deployed: 'elsewhere',
    lost: 'the images so far: the repository is deleted',
  }),
  row('image', 'of a registry instead of a copy', {
    before: inVpc(() => ({ egress: Egress.existingRoutes() })),
    after: inVpc(() => ({ egress: Egress.existingRoutes(), image: ProxyImage.fromRegistry('registry.example.com/nginx:1.30.7') })),
    verdict: 'rollout',
    deployed: 'elsewhere',
    lost: 'the images so far: the repository is deleted',
  }),
  row('image', 'of a folder instead of a copy', {
    after: () => ({ image: ProxyImage.fromAsset(IMAGE) }), verdict: 'rollout', deployed: 'elsewhere', lost: 'the images so far: the repository is deleted',
  }),
  row('image', 'another Dockerfile of the folder', { before: ofFolder({}), after: ofFolder({ file: 'Other.Dockerfile' }), verdict: 'rollout', deployed: 'elsewhere' }),
  row('image', 'another stage of the Dockerfile', { before: ofFolder({}), after: ofFolder({ target: 'proxy' }), verdict: 'rollout', deployed: 'elsewhere' }),
  row('image', 'another argument of the Dockerfile', { before: ofFolder({ buildArgs: { A: '1' } }), after: ofFolder({ buildArgs: { A: '2' } }), verdict: 'rollout', deployed: 'elsewhere' }),
  row('image', 'arguments of the Dockerfile in another order', { before: ofFolder({ buildArgs: { A: '1', B: '2' } }), after: ofFolder({ buildArgs: { B: '2', A: '1' } }), verdict: 'nothing' }),
  row('image', 'every default of a folder by its value', {
    before: ofFolder({}), after: ofFolder({ architecture: ecs.CpuArchitecture.ARM64, file: 'Dockerfile', buildArgs: {} }), verdict: 'nothing',
  }),
  row('image', 'of a registry, another tag', { before: ofRegistry('1.30.7'), after: ofRegistry('1.31.3'), verdict: 'rollout', deployed: 'elsewhere' }),
  row('image', 'a build for other processors', {
    before: () => ({ image: ProxyImage.buildOnDeploy() }),
    after: () => ({ image: ProxyImage.buildOnDeploy({ architecture: ecs.CpuArchitecture.X86_64 }) }),
    verdict: 'rollout',
    takes: 'a build of some minutes before it',
  }),
  row('cluster', 'another', {
    before: clusterOf('A'),
    after: clusterOf('B'),
    verdict: 'replaced',
    lost: 'tasks beyond the first, until the new service has scaled out',
    takes: '[with tasks from the start](#give-the-ingress-another-cluster)',
  }),
  row('scalingCooldown', 'in another unit', { before: () => ({ scalingCooldown: Duration.seconds(120) }), after: () => ({ scalingCooldown: Duration.minutes(2) }), verdict: 'nothing' }),
  row('targetCpuUtilizationPercent', 'a number, then a parameter of the same value', {
    after: (stack) => ({ targetCpuUtilizationPercent: numberOf(stack, 70) }), verdict: 'in place', takes: SAME_VALUE,
  }),
  row('targetConnectionsPerTask', 'a number, then a parameter of the same value', {
    before: () => ({ targetConnectionsPerTask: 500 }), after: (stack) => ({ targetConnectionsPerTask: numberOf(stack, 500) }), verdict: 'in place', takes: SAME_VALUE,
  }),
];
