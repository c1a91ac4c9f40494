import { awscdk, Component, github } from 'projen';

/**
 * Where the tests run: they need root, Debian and namespaces, which no runner gives without a privileged container.
 *
 * A tag can be moved, a digest cannot: docs/releasing.md has the command that finds it.
 */
const CONTAINER_IMAGE = 'buildpack-deps:bookworm';

/** The host's control groups are for test:capacity: on version 2 Docker gives a container a namespace of its own, which hands on nothing. */
const CONTAINER: github.workflows.ContainerOptions = {
  image: CONTAINER_IMAGE,
  // A list to projen, and a string to GitHub: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
  options: '--privileged --cgroupns=host' as unknown as string[],
};

/** What the examples in C# and Go are compiled with; Debian has the rest. */
const TOOLCHAINS = { dotnet: { version: '8.x' }, go: { version: '^1.25.0' } };

const { NONE, READ } = github.workflows.JobPermission;

type Step = github.workflows.JobStep;
type Steps = Step[] | (() => Step[]);

/** projen's steps that build a package again, from the sources, in the job that publishes it. */
const REPACKAGING = /^(Install Dependencies|Extract build artifact|Move build artifact out of the way|(Create|Collect) \w+ artifact)$/;

/** The folder that projen's publishing jobs check the repository out to. */
const CHECKOUT = '.repo';

/** publib, its dependencies and its Python packages, each known by its hash. */
const PUBLIB = `${CHECKOUT}/tools/release/publib`;

/** What GitHub runs: projen's workflows, in our container, with the fewest rights and with a limit in time. */
export class Workflows extends Component {
  public constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    if (!CONTAINER_IMAGE.includes('@sha256:')) {
      project.logger.warn(`the workflows run in ${CONTAINER_IMAGE}, which is not pinned by its digest: see docs/releasing.md`);
    }
  }

  /** Release adds its jobs as late as this. */
  public preSynthesize(): void {
    const workflows = github.GitHub.of(this.project)!.workflows;
    const named = (name: string) => workflows.find((workflow) => workflow.name === name)!;
    const change = (workflow: github.GithubWorkflow, id: string, how: (job: github.workflows.Job) => Partial<github.workflows.Job>) => {
      const job = workflow.getJob(id) as github.workflows.Job;
      workflow.updateJob(id, { ...job, ...how(job) });
    };

    const [build, release] = [named('build'), named('release')];
    // The tests build every package; what they tested is what the artifact holds.
    Object.keys(build.jobs).filter((id) => id.startsWith('package-')).forEach((id) => build.removeJob(id));
    change(build, 'build', inContainer);
    change(release, 'release', inContainer);
    change(named('pull-request-lint'), 'validate', () => ({ permissions: { pullRequests: READ } }));
    for (const id of Object.keys(release.jobs).filter((job) => /^release_(?!github)/.test(job))) {
      change(release, id, publishing);
    }
    change(release, 'release_npm', unlessThereAlready);
    change(release, 'release_pypi', withPython);
    change(release, 'release_nuget', withPython);
    change(release, 'release_github', draftedFirst);

    for (const workflow of workflows) {
      // A job that forgets to say what it may do may do nothing.
      workflow.file!.addOverride('permissions', { contents: NONE });
      for (const id of Object.keys(workflow.jobs)) {
        change(workflow, id, ({ container, steps }) => ({ timeoutMinutes: container ? 90 : 20, steps: changed(steps, (all) => all.map(hardened)) }));
      }
    }
    // The next push to a pull request makes the build of the one before it useless.
    build.file!.addOverride('concurrency', { 'group': '${{ github.workflow }}-${{ github.ref }}', 'cancel-in-progress': true });
  }
}

/** As root in the container, where git refuses a workspace that the runner's user owns until it is told not to. */
function inContainer({ steps, tools }: github.workflows.Job): Partial<github.workflows.Job> {
  return {
    container: CONTAINER,
    permissions: { contents: READ },
    tools: { ...tools, ...TOOLCHAINS },
    steps: changed(steps, ([checkout, ...rest]) => [
      checkout,
      {
        name: 'Let git use the workspace',
        // The action says so to git in a home that is gone after it: https://github.com/actions/checkout/issues/1169
        run: 'git config --global --add safe.directory "$GITHUB_WORKSPACE"',
      },
      ...rest,
    ]),
  };
}

/** Publishes what the release job built and tested, and builds nothing. */
function publishing({ steps }: github.workflows.Job): Partial<github.workflows.Job> {
  const kept = steps.filter(({ name }) => !REPACKAGING.test(name ?? ''));
  if (steps.length - kept.length !== 5) {
    throw new Error(`projen builds packages in other steps than before: ${steps.map(({ name }) => name).join(', ')}`);
  }
  return {
    steps: kept.flatMap((step) => {
      const [, command] = /'(publib-\w+)'$/.exec(step.run ?? '') ?? [];
      return command ? [
        { name: 'Install publib', run: `npm ci --ignore-scripts --no-audit --no-fund --prefix ${PUBLIB}` },
        { ...step, run: `${PUBLIB}/node_modules/.bin/${command}` },
      ] : [step];
    }),
  };
}

/** publib would install what uploads to PyPI, and what asks GitHub for a token, in versions of the day. */
function withPython({ steps, tools }: github.workflows.Job): Partial<github.workflows.Job> {
  return {
    tools: { ...tools, python: { version: '3.11' } },
    steps: steps.flatMap((step) => step.name !== 'Release' ? [step] : [
      { name: 'Install what publib needs of Python', run: `python3 -m pip install --user --require-hashes --requirement ${PUBLIB}/requirements.txt` },
      { ...step, env: { ...step.env, PIP_NO_INDEX: '1' } },
    ]),
  };
}

/** npm's first release is made by hand, and this job run again after it: then there is nothing left to publish. */
function unlessThereAlready({ steps }: github.workflows.Job): Partial<github.workflows.Job> {
  return {
    steps: steps.flatMap((step) => step.name !== 'Release' ? [step] : [
      { name: 'Look whether npm has it', id: 'npm', run: `${CHECKOUT}/tools/release/npm-has-it.sh dist/js/*.tgz >> "$GITHUB_OUTPUT"` },
      { ...step, if: "steps.npm.outputs.has_it != 'true'" },
    ]),
  };
}

/** A draft is filled before it is published: where releases are immutable, nothing can be added afterwards. */
function draftedFirst({ steps }: github.workflows.Job): Partial<github.workflows.Job> {
  return {
    steps: steps.flatMap((step) => step.name !== 'Release' ? [step] : [
      github.WorkflowSteps.checkout({ with: { path: CHECKOUT } }),
      { ...step, run: `${CHECKOUT}/tools/release/github-release.sh dist/sbom.cdx.json` },
    ]),
  };
}

/** Without the token that the checkout would leave for all steps after it, which need none to read; and without text in a script that is no text of ours. */
function hardened(step: Step): Step {
  const run = step.run?.replaceAll('${{ runner.temp }}', '$RUNNER_TEMP');
  return step.uses?.startsWith('actions/checkout@') ? { ...step, with: { ...step.with, 'persist-credentials': false } } : { ...step, run };
}

/** The steps of the build job are a function, because projen adds to them until the end. */
function changed(steps: Steps, change: (steps: Step[]) => Step[]): Step[] {
  return typeof steps === 'function' ? (() => change(steps())) as unknown as Step[] : change(steps);
}
