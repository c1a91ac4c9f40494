import { BuildMachine, IMAGE_URI } from './build-machine';
import { renderBuildSpec } from '../../../src/proxy/image/build-spec';

const DOCKERFILE = 'FROM nginx\nRUN echo "$HOME" \'`id`\' \\\\ \\\n  && true\nUSER 101\n';
const BUSY = { output: 'ERROR: toomanyrequests: Rate exceeded\n', status: 1 };
const FAILED = { output: 'ERROR: process "/bin/sh -c false" did not complete successfully\n', status: 1 };
const REFUSED = { output: 'tag invalid: The image tag already exists and cannot be overwritten because the repository is immutable.\n', status: 1 };

function run(machine = new BuildMachine(), dockerfile = DOCKERFILE, shell = 'sh') {
  return machine.run(JSON.stringify(renderBuildSpec(dockerfile, 'arm64')), shell);
}

function callsOf(calls: string[], name: string): string[] {
  return calls.filter((call) => call.startsWith(name));
}

// On Debian sh is dash, on Amazon Linux it is bash.
test.each(['sh', 'bash'])('builds, checks, signs in and pushes (%s)', (shell) => {
  const { succeeded, calls } = run(new BuildMachine(), DOCKERFILE, shell);

  expect(calls).toEqual([
    `docker build --pull --tag ${IMAGE_URI} image`,
    `docker image inspect --format {{.Os}}/{{.Architecture}} ${IMAGE_URI}`,
    `docker run --rm --network none --read-only --user 101 --entrypoint /bin/sh ${IMAGE_URI} -c nginx -V`,
    'aws ecr get-login-password',
    'docker login --username AWS --password-stdin 111122223333.dkr.ecr.us-east-1.amazonaws.com < password',
    `docker push ${IMAGE_URI}`,
  ]);
  expect(succeeded).toBe(true);
});

test.each([
  DOCKERFILE,
  'FROM nginx\nRUN <<EOF\necho $1 ${PATH}\nEOF\n',
  'FROM nginx\nCOPY <<\'END_OF_DOCKERFILE\' /text\nEND_OF_DOCKERFILE\nUSER 101\n',
  'FROM nginx # ünïcode "quotes"\t\n',
])('hands Docker the Dockerfile as it was written, and nothing else (%#)', (dockerfile) => {
  expect(run(new BuildMachine(), dockerfile).context).toEqual({ Dockerfile: `${dockerfile.trimEnd()}\n` });
});

test.each(['sh', 'bash'])('a build that fails, fails once, and nothing is pushed (%s)', (shell) => {
  const { succeeded, calls, output } = run(new BuildMachine().answer('docker-build', FAILED), DOCKERFILE, shell);

  expect(succeeded).toBe(false);
  expect(output).toContain('did not complete successfully');
  expect(calls).toEqual([expect.stringContaining('docker build')]);
});

test('a registry that is busy is asked again', () => {
  const { succeeded, calls, output } = run(new BuildMachine().answer('docker-build', BUSY, BUSY, {}));

  expect(succeeded).toBe(true);
  expect(callsOf(calls, 'docker build')).toHaveLength(3);
  expect(callsOf(calls, 'sleep')).toEqual(['sleep 5', 'sleep 15']);
  expect(output).toContain('A registry may be busy: trying again in 15 seconds');
});

test('a registry that stays busy fails the build after four attempts', () => {
  const { succeeded, calls } = run(new BuildMachine().answer('docker-build', BUSY));

  expect(succeeded).toBe(false);
  expect(callsOf(calls, 'docker build')).toHaveLength(4);
  expect(callsOf(calls, 'sleep')).toEqual(['sleep 5', 'sleep 15', 'sleep 45']);
  expect(callsOf(calls, 'docker push')).toEqual([]);
});

test('an image for other processors is not pushed', () => {
  const { succeeded, calls, output } = run(new BuildMachine().answer('docker-image', { output: 'linux/amd64\n' }));

  expect(succeeded).toBe(false);
  expect(output).toContain('The image is for linux/amd64 but the tasks run on linux/arm64: change \'architecture\' or the Dockerfile');
  expect(callsOf(calls, 'docker push')).toEqual([]);
});

test('an image that cannot run nginx is not pushed', () => {
  const { succeeded, calls, output } = run(new BuildMachine().answer('docker-run', { output: '/bin/sh: nginx: not found', status: 127 }));

  expect(succeeded).toBe(false);
  expect(output).toContain('The image cannot run nginx in a shell as user 101');
  expect(callsOf(calls, 'docker push')).toEqual([]);
});

test('without a way to sign in nothing is pushed', () => {
  const { succeeded, calls } = run(new BuildMachine().answer('docker-login', { status: 1 }));

  expect(succeeded).toBe(false);
  expect(callsOf(calls, 'docker push')).toEqual([]);
});

test('a tag that came into being meanwhile is success', () => {
  const { succeeded, calls } = run(new BuildMachine().answer('docker-push', REFUSED).answer('aws-ecr-batch-get-image', { output: '1\n' }));

  expect(succeeded).toBe(true);
  expect(callsOf(calls, 'docker push')).toHaveLength(1);
  expect(callsOf(calls, 'aws ecr batch')).toEqual(['aws ecr batch-get-image --repository-name proxy --image-ids imageTag=built-1 --query length(images) --output text']);
});

test('a push that breaks is tried again, within bounds', () => {
  const broken = { output: 'connection reset by peer\n', status: 1 };
  const once = run(new BuildMachine().answer('docker-push', broken, {}));
  const always = run(new BuildMachine().answer('docker-push', broken));

  expect(once.succeeded).toBe(true);
  expect(always.succeeded).toBe(false);
  expect(callsOf(always.calls, 'docker push')).toHaveLength(3);
  expect(callsOf(always.calls, 'sleep')).toEqual(['sleep 5', 'sleep 15']);
});
