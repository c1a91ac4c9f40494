'use strict';
//= require ./parts/ecr
//= require ./parts/retry-denied
//= require ./parts/custom-resource
// Has a CodeBuild project build an image and push it to ECR, waits for it, and finds the image's digest.
// Properties: Project, Repository, Tag (must be another one whenever anything that the image is made from is). Data: Digest.
// What is built, and under which tag (its variable IMAGE_TAG), is the project's and never overridden from here: so a late
// event cannot put one image under the tag of another.
// Needs, on the project: codebuild:ListBuildsForProject, codebuild:BatchGetBuilds, codebuild:StartBuild,
// codebuild:StopBuild; on the repository: ecr:BatchGetImage.
//
// Every step may run twice, at the same time too: Lambda delivers events at least once.

const {
  CodeBuildClient, BatchGetBuildsCommand, ListBuildsForProjectCommand, StartBuildCommand, StopBuildCommand,
} = require('@aws-sdk/client-codebuild');

// Lambda ends the function after 15 minutes: what is left is for one more pause, for stopping the build and for the answer.
const WAIT_MS = 14 * 60_000;
const POLL_MS = 5_000;

// An account that never built may have no quota yet, and a new role is not known everywhere at once: be patient, within bounds.
const COLD_MS = 6 * 60_000;
const SHORTEST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 20_000;

// Phases before the first command of the build specification: what fails in them is not the Dockerfile's fault.
const EARLY_PHASES = ['SUBMITTED', 'QUEUED', 'PROVISIONING', 'DOWNLOAD_SOURCE'];

const OTHER_WAY = 'use ProxyImage.copyOnDeploy(), which needs no build';
const CORRECT_IT = 'Correct the Dockerfile given to ProxyImage.buildOnDeploy({...}), or deploy again if it failed for a reason outside';
// A first deployment that is rolled back takes the log group with it.
const KEEP_LOG = 'cdk deploy --no-rollback keeps the log';

const codebuild = new CodeBuildClient({
  maxAttempts: 8,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
});

exports.onCreate = exports.onUpdate = async (event) => {
  const wanted = event.ResourceProperties;
  const image = `${wanted.Repository}:${wanted.Tag}`;
  try {
    // A tag stands for all that its image was made from, and is immutable: a rollback ends here, without a build.
    const digest = await digestInEcr(wanted.Repository, wanted.Tag) ?? await build(wanted, event.RequestId);
    return { physicalResourceId: image, data: { Digest: digest } };
  } catch (error) {
    throw new Error(`could not build image '${image}': ${error.message}`, { cause: error });
  }
};

// An older image stays while a rollback may need it; the repository empties itself when the stack is deleted. A build that
// cannot be stopped is ended by the project's own timeout.
exports.onDelete = async (event) => {
  for (const { id } of await runningBuilds(event.ResourceProperties)) await stopBuild(id);
};

async function build(wanted, requestId) {
  const total = timer(WAIT_MS);
  const cold = timer(COLD_MS);
  try {
    for (let attempt = 1, builds = 1; ; attempt++) {
      try {
        await buildOnce(wanted, `${requestId}-${builds}`, total);
        break;
      } catch (error) {
        if (!error.isCold || cold.isUp) throw error;
        // The same token gives the same build, also to the same event in a second function; a build that failed needs a new one.
        if (error.isBuild) builds++;
        await pause(Math.min(SHORTEST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS));
      }
    }
  } finally {
    total.clear();
    cold.clear();
  }
  const digest = await digestInEcr(wanted.Repository, wanted.Tag);
  if (digest) return digest;
  throw new Error('the build succeeded but its image is not in the repository: deploy again');
}

async function buildOnce(wanted, token, total) {
  const [running] = await runningBuilds(wanted);
  let current = running ?? await startBuild(wanted, token);
  while (current.buildStatus === 'IN_PROGRESS') {
    if (total.isUp) await giveUp(current);
    await pause(POLL_MS);
    // One that is not listed yet is asked for again.
    current = (await getBuilds([current.id]))[0] ?? current;
  }
  if (current.buildStatus !== 'SUCCEEDED') throw failureOf(current);
}

async function giveUp(current) {
  await stopBuild(current.id).catch(console.error);
  throw new Error(`it was not ready after ${WAIT_MS / 60_000} minutes and is stopped. ${logOf(current)}. `
    + 'Make the build do less, give it a larger computeType, or build elsewhere and use ProxyImage.fromEcrRepository(...)');
}

// --- what went wrong ---

function failureOf({ phases = [], ...failed }) {
  if (failed.buildStatus === 'STOPPED') return new Error(`build ${failed.id} was stopped: deploy again`);
  const { phaseType = 'unknown', contexts } = phases.find(({ phaseStatus }) => phaseStatus && phaseStatus !== 'SUCCEEDED') ?? {};
  const message = contexts?.find((context) => context.message)?.message ?? 'no reason given';
  const isEarly = EARLY_PHASES.includes(phaseType);
  const advice = isEarly ? `Deploy again, or ${OTHER_WAY}` : CORRECT_IT;
  const text = `build ${failed.id}: ${failed.buildStatus} in phase ${phaseType}: ${shortened(message)}. ${logOf(failed)}. ${advice}`;
  return Object.assign(new Error(text), { isCold: isEarly && failed.buildStatus !== 'TIMED_OUT', isBuild: true });
}

function logOf({ logs = {} }) {
  if (!logs.streamName) return 'It wrote no log';
  return `Its log: ${logs.deepLink ?? ''} (log group ${logs.groupName}, stream ${logs.streamName}; ${KEEP_LOG})`;
}

/** Both ends: which command it was, and how it ended. */
function shortened(message) {
  return message.length > 300 ? `${message.slice(0, 150)} ... ${message.slice(-140)}` : message;
}

// --- CodeBuild ---

async function startBuild({ Project: projectName, Tag }, idempotencyToken) {
  const started = await start({ projectName, idempotencyToken });
  if (tagOf(started) === Tag) return started;
  await stopBuild(started.id).catch(console.error);
  throw new Error(`the event is late: project '${projectName}' builds '${tagOf(started)}' by now. Deploy again`);
}

async function start(input) {
  const { build: started } = await send(codebuild, new StartBuildCommand(input)).catch((error) => {
    const advice = coldAdvice(error);
    throw Object.assign(codeBuildError(error, advice ?? `deploy again, or ${OTHER_WAY}`), { isCold: Boolean(advice) });
  });
  return held(started, 'codebuild:StartBuild', 'a build');
}

/** What to do about an error that a cold account's first builds meet, or nothing about others. */
function coldAdvice({ name, message }) {
  if (name === 'AccountLimitExceededException') {
    return 'raise the quota of concurrently running builds for this kind of environment (Service Quotas, AWS CodeBuild; '
      + `a new account may need to ask AWS Support) or wait until other builds end, and deploy again; or ${OTHER_WAY}`;
  }
  return name === 'InvalidInputException' && /AssumeRole/i.test(message) ? 'its role was not known everywhere in time: deploy again' : undefined;
}

/** Builds under way for the tag. None runs for longer than the project allows, so they are among the newest. */
async function runningBuilds({ Project: projectName, Tag }) {
  const { ids } = await askCodeBuild(new ListBuildsForProjectCommand({ projectName, sortOrder: 'DESCENDING' }));
  const builds = await getBuilds(ids ?? []);
  return builds.filter((each) => each.buildStatus === 'IN_PROGRESS' && tagOf(each) === Tag);
}

async function getBuilds(ids) {
  return ids.length > 0 ? ((await askCodeBuild(new BatchGetBuildsCommand({ ids }))).builds ?? []).filter((each) => each) : [];
}

function tagOf({ environment }) {
  return environment?.environmentVariables?.find(({ name }) => name === 'IMAGE_TAG')?.value;
}

async function stopBuild(id) {
  await askCodeBuild(new StopBuildCommand({ id }));
}

/** An error that is left after all retries says that it comes from CodeBuild. */
async function askCodeBuild(command) {
  try {
    return await send(codebuild, command);
  } catch (error) {
    throw codeBuildError(error, `deploy again, or ${OTHER_WAY}`);
  }
}

function codeBuildError(error, advice) {
  return new Error(`AWS CodeBuild answered ${error.name}: ${error.message}: ${advice}`, { cause: error });
}

function timer(ms) {
  const state = { isUp: false, clear: () => clearTimeout(handle) };
  const handle = setTimeout(() => { state.isUp = true; }, ms);
  return state;
}
