import * as path from 'node:path';
import { Language } from './language';
import { ROOT, run, versionOf } from './workshop';

const HERE = path.join(__dirname, 'go');

/** The module, which takes the place of a published one by go.work; everything else by the hashes of go.work.sum. */
export const go: Language = {
  name: 'go',
  target: 'go',
  codeOnly: true,
  missing: async () => {
    const [, minor] = /go1\.(\d+)/.exec(await versionOf('go', 'version') ?? '') ?? [];
    return Number(minor) >= 25 ? undefined : `no Go of 1.25 or newer, which aws-cdk-lib ${minor ? `needs (this is 1.${minor})` : 'needs'}`;
  },
  install: async () => {
    const folder = path.join(ROOT, 'examples', 'go');
    const env = { GOWORK: path.join(HERE, 'go.work'), GOFLAGS: `${process.env.GOFLAGS ?? ''} -buildvcs=false` };
    return {
      folder,
      env,
      complaints: async () => JSON.parse((await run(HERE, env, 'go', 'run', '.')).stdout),
      note: 'with the version of cloud-assembly-schema that go.work names',
    };
  },
};
