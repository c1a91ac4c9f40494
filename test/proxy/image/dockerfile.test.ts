import { spawnSync } from 'child_process';
import { DEFAULT_DOCKERFILE } from '../../../src/proxy/image/build-spec';
import { linter } from '../../linter';

function hadolint(dockerfile: string) {
  const { status, stdout } = spawnSync(linter('hadolint'), ['--no-color', '--failure-threshold', 'style', '-'], { input: dockerfile, encoding: 'utf8' });
  return { status, stdout };
}

test('the default Dockerfile has no finding', () => {
  expect(hadolint(DEFAULT_DOCKERFILE)).toEqual({ status: 0, stdout: '' });
});

test('the linter would find an image that stands for another every day', () => {
  expect(hadolint('FROM nginx:latest\n').stdout).toContain('DL3007');
});
