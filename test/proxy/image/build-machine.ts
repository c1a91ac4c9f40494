import { spawnSync } from 'child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

/** What a command answers when it is called, in turn; the last answer is repeated. */
export interface CommandAnswer {
  readonly output?: string;
  readonly status?: number;
}

export interface BuildResult {
  readonly succeeded: boolean;
  readonly output: string;
  /** The stand-ins' calls in order, as they were written, with what they were given on standard input. */
  readonly calls: string[];
  /** The files that are sent to Docker. */
  readonly context: Record<string, string>;
}

export const IMAGE_URI = '111122223333.dkr.ecr.us-east-1.amazonaws.com/proxy:built-1';

/** Logs its arguments (and standard input, for a password), then does what it is told for its first one or two words. */
const STAND_IN = `#!/bin/sh
name=$(basename "$0")
input=''
case "$*" in *--password-stdin*) input=" < $(cat)" ;; esac
echo "$name $*$input" >> "$MACHINE/calls"
for key in "$name-$1-$2" "$name-$1" "$name"; do
  answers="$MACHINE/answers/$key"
  [ -d "$answers" ] || continue
  answer=$(ls "$answers" | sort -n | head -1)
  status=$(cat "$answers/$answer/status")
  cat "$answers/$answer/output"
  [ "$(ls "$answers" | wc -l)" -gt 1 ] && rm -r "$answers/$answer"
  exit "$status"
done
exit 0
`;

/** Runs the commands of a build specification with \`sh\`, as CodeBuild does, where docker, aws and sleep only record what they are asked. */
export class BuildMachine {
  private readonly answers: Record<string, CommandAnswer[]> = {
    'docker-image': [{ output: 'linux/arm64\n' }],
    'aws-ecr-get-login-password': [{ output: 'password\n' }],
    'aws-ecr': [{ output: '0\n' }],
  };

  /** Says what a command answers, such as `docker-push` or `aws-ecr-batch-get-image`. */
  public answer(command: string, ...answers: CommandAnswer[]): this {
    this.answers[command] = answers;
    return this;
  }

  public run(buildSpec: string, shell = 'sh'): BuildResult {
    const folder = mkdtempSync(join(tmpdir(), 'build-machine-'));
    try {
      this.write(folder);
      const commands: string[] = JSON.parse(buildSpec).phases.build.commands;
      const outputs: string[] = [];
      // Like CodeBuild, it stops at the first command that fails.
      const succeeded = commands.every((command) => {
        const env = {
          PATH: `${folder}/bin:${process.env.PATH}`, MACHINE: folder, IMAGE_URI, IMAGE_TAG: 'built-1', REPOSITORY: 'proxy',
        };
        const { status, stdout, stderr } = spawnSync(shell, ['-c', command], { cwd: join(folder, 'work'), env, encoding: 'utf8' });
        outputs.push(stdout, stderr);
        return status === 0;
      });
      return { succeeded, output: outputs.join(''), calls: linesOf(join(folder, 'calls')), context: filesIn(join(folder, 'work', 'image')) };
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  private write(folder: string): void {
    ['bin', 'work', 'answers'].forEach((name) => mkdirSync(join(folder, name)));
    for (const name of ['docker', 'aws', 'sleep']) {
      writeFileSync(join(folder, 'bin', name), STAND_IN);
      chmodSync(join(folder, 'bin', name), 0o755);
    }
    for (const [command, answers] of Object.entries(this.answers)) {
      answers.forEach(({ output = '', status = 0 }, index) => {
        const answer = join(folder, 'answers', command, String(index));
        mkdirSync(answer, { recursive: true });
        writeFileSync(join(answer, 'output'), output);
        writeFileSync(join(answer, 'status'), String(status));
      });
    }
  }
}

function linesOf(path: string): string[] {
  return readFileSync(path, 'utf8').trim().split('\n');
}

function filesIn(folder: string): Record<string, string> {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}
