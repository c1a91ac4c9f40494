import { isOfficial, isSafe, isUnsafeImage, NAME_A_SAFE_VERSION, OFFICIAL_TAG } from '../../../src/proxy/image/official-nginx';

// The first version of each line with all fixes: they change with each security release, and these tests do not.
const [stable, mainline] = NAME_A_SAFE_VERSION.match(/\d+\.\d+\.\d+/g)!;
const OLD = '1.26.3';
const DIGEST = `sha256:${'12'.repeat(32)}`;

/** A version of the same line, so many patches later. */
function later(version: string, patches: number): string {
  const [major, minor, patch] = version.split('.').map(Number);
  return [major, minor, patch + patches].join('.');
}

function lineOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

test('an error names the oldest safe version of each line', () => {
  expect(NAME_A_SAFE_VERSION).toBe(`name nginx ${stable} or ${mainline} or newer, for its security fixes`);
});

test.each([
  OFFICIAL_TAG, stable, mainline, later(stable, 1), later(mainline, 10), `${stable}-alpine-slim`, lineOf(stable), `${lineOf(mainline)}-alpine`,
  '1.99', '1.99.0', '2.0', '10.1.1', 'latest', 'stable', 'alpine3.20', 'v1.26.3',
])('tag %s is safe', (tag) => {
  expect(isSafe(tag)).toBe(true);
});

test.each([later(stable, -1), later(mainline, -1), `${later(mainline, -1)}-alpine`, OLD, '1.26', '1.29.99', '1.9', '0.9.7'])('tag %s is not', (tag) => {
  expect(isSafe(tag)).toBe(false);
});

test.each([
  'nginx', 'library/nginx', 'docker.io/nginx', 'docker.io/library/nginx', 'index.docker.io/nginx', 'registry-1.docker.io/library/nginx', 'registry.hub.docker.com/nginx',
  'mirror.gcr.io/library/nginx', 'nginxinc/nginx-unprivileged', 'docker.io/nginxinc/nginx-unprivileged', 'public.ecr.aws/docker/library/nginx', 'public.ecr.aws/nginx/nginx',
  'public.ecr.aws/nginx/nginx-unprivileged', 'ghcr.io/nginx/nginx-unprivileged', 'ghcr.io/nginxinc/nginx-unprivileged', 'quay.io/nginx/nginx-unprivileged',
])('%s is an official repository', (repository) => {
  expect(isOfficial(repository)).toBe(true);
});

test.each([
  '', 'nginx-mine', 'mine/nginx', 'localhost/nginx', 'localhost/library/nginx', 'localhost:5000/nginx', 'registry.example.com/library/nginx', 'mirror.gcr.io/nginx', 'public.ecr.aws/mine/nginx',
  'xdocker.io/library/nginx', 'docker.io/library/nginx/mine', 'registry.example.com/docker.io/library/nginx', 'quay.io/nginxinc/nginx-unprivileged', 'quay.io/nginx/nginx-unprivileged-mine', 'my.public.ecr.aws/nginx/nginx',
])('%s is none', (repository) => {
  expect(isOfficial(repository)).toBe(false);
});

test.each([`nginx:${OLD}`, `docker.io/library/nginx:${OLD}-alpine`, `nginx:${OLD}@${DIGEST}`])('%s has known vulnerabilities', (name) => {
  expect(isUnsafeImage(name)).toBe(true);
});

test.each(['', 'nginx', 'nginx:latest', `nginx:${stable}`, `nginx@${DIGEST}`, `nginx:${OLD}@sha256:12`, `nginx:${OLD} `, `mine/nginx:${OLD}`, `localhost:5000/nginx:${OLD}`])('of %j that is not known', (name) => {
  expect(isUnsafeImage(name)).toBe(false);
});
