'use strict';
// Answers CloudFormation, exactly once, for the onCreate, onUpdate and onDelete that the code above put on `exports`.
// They get the event; onCreate and onUpdate return { physicalResourceId, data }. `mustDelete`, if there is one, gets it too.

// Time kept back to answer before Lambda ends the function: 4 attempts of 2 s with 0.25, 0.5 and 1 s between them fit.
const ANSWER_RESERVE_MS = 10_000;
const ANSWER_ATTEMPTS = 4;
const ANSWER_ATTEMPT_MS = 2_000;
const ANSWER_PAUSE_MS = 125;

// Nothing that a function could leave behind is worth a stack that cannot be deleted, but what keeps CloudFormation from deleting the next
// resource: that is where `mustDelete` is true.
const DELETE_MS = 60_000;

// CloudFormation refuses longer answers, counted in bytes of JSON. The ids in an answer take about half of them at most.
const ANSWER_BYTES = 4_096;
const REASON_BYTES = 1_200;

// Physical id of what failed to be created. CloudFormation sends it back in a Delete, which then has nothing to do.
const NEVER_CREATED = 'CustomResource::NeverCreated';

exports.handler = async (event, context) => {
  // The event as a whole is never logged: whoever reads its ResponseURL can answer in our place.
  const { RequestType, LogicalResourceId, PhysicalResourceId, RequestId } = event;
  console.log(JSON.stringify({ RequestType, LogicalResourceId, PhysicalResourceId, RequestId }));
  await answer(event.ResponseURL, await answerTo(event, context));
};

async function answerTo(event, context) {
  const { LogicalResourceId, RequestId, StackId } = event;
  const body = (result) => Buffer.from(JSON.stringify({ ...result, LogicalResourceId, RequestId, StackId }));
  try {
    const result = await act(event, context.getRemainingTimeInMillis() - ANSWER_RESERVE_MS);
    const success = body({ Status: 'SUCCESS', PhysicalResourceId: result.physicalResourceId, Data: result.data });
    if (success.length <= ANSWER_BYTES) return success;
    throw new Error(`the answer has ${success.length} bytes, and CloudFormation takes ${ANSWER_BYTES}: the resource must be asked for less`);
  } catch (error) {
    console.error(error);
    return body({ Status: 'FAILED', PhysicalResourceId: event.PhysicalResourceId ?? NEVER_CREATED, Reason: reasonOf(error, context) });
  }
}

async function act(event, ms) {
  if (event.RequestType === 'Create') return inTime(ms, () => exports.onCreate(event));
  if (event.RequestType === 'Update') return inTime(ms, () => exports.onUpdate(event));
  const { PhysicalResourceId: physicalResourceId } = event;
  if (physicalResourceId !== NEVER_CREATED) {
    const deletion = inTime(Math.min(ms, DELETE_MS), () => exports.onDelete(event));
    await (exports.mustDelete?.(event) ? deletion : deletion.catch(console.error));
  }
  return { physicalResourceId };
}

async function inTime(ms, action) {
  let timer;
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('the function ran out of time: deploy again, what was finished is not done twice')), ms);
  });
  try {
    // The race also takes the error of an action that loses it, so nothing is left unhandled.
    return await Promise.race([action(), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function reasonOf(error, context) {
  const message = error?.message ?? String(error);
  // The name of an AWS error says more than its message does.
  const text = (error?.name ?? 'Error') === 'Error' ? message : `${error.name}: ${message}`;
  return `${startOf(text.replace(/\s+/g, ' '), REASON_BYTES)} (log stream: ${context.logStreamName})`;
}

/** As much of a text as JSON spells with so many bytes: it writes a control character with six. */
function startOf(text, bytes) {
  let length = 0;
  let spelled = 0;
  for (const character of text) {
    spelled += Buffer.byteLength(JSON.stringify(character)) - '""'.length;
    if (spelled > bytes) break;
    length += character.length;
  }
  return text.slice(0, length);
}

async function answer(url, body) {
  for (let attempt = 1; ; attempt++) {
    const problem = await put(url, body);
    if (!problem) return;
    // Lambda runs a failed event again, and every action may run twice: the next answer may arrive.
    if (attempt === ANSWER_ATTEMPTS) throw new Error(`CloudFormation could not be answered: ${problem}`);
    await pause(ANSWER_PAUSE_MS * 2 ** attempt);
  }
}

/** Gives what went wrong, without the text of errors: it may quote the URL. */
async function put(url, body) {
  // The URL is signed for an empty content type. The body's length is sent because the body is a buffer.
  const headers = { 'content-type': '' };
  try {
    const response = await fetch(url, { method: 'PUT', headers, body, signal: AbortSignal.timeout(ANSWER_ATTEMPT_MS) });
    return response.ok ? undefined : `status ${response.status}`;
  } catch (error) {
    return error.cause?.code ?? error.name;
  }
}
