'use strict';
// Answers CloudFormation, exactly once, for the onCreate, onUpdate and onDelete that the code above put on `exports`.
// They get the event; onCreate and onUpdate return { physicalResourceId, data }.

// Time kept back to answer before Lambda ends the function: 4 attempts of 2 s with 0.25, 0.5 and 1 s between them fit.
const ANSWER_RESERVE_MS = 10_000;
const ANSWER_ATTEMPTS = 4;
const ANSWER_ATTEMPT_MS = 2_000;
const ANSWER_PAUSE_MS = 125;

// CloudFormation refuses answers above 4096 bytes. JSON can double the text's size, and ids and data need room too.
const REASON_BYTES = 1_200;

// Physical id of what failed to be created. CloudFormation sends it back in a Delete, which then has nothing to do.
const NEVER_CREATED = 'CustomResource::NeverCreated';

exports.handler = async (event, context) => {
  // The event as a whole is never logged: whoever reads its ResponseURL can answer in our place.
  const { RequestType, LogicalResourceId, PhysicalResourceId, RequestId, StackId } = event;
  console.log(JSON.stringify({ RequestType, LogicalResourceId, PhysicalResourceId, RequestId }));
  const result = await resultInTime(event, context);
  await answer(event.ResponseURL, { ...result, LogicalResourceId, RequestId, StackId });
};

async function resultInTime(event, context) {
  let timer;
  const timeout = new Promise((_, reject) => {
    const error = new Error('the function ran out of time: deploy again, what was finished is not done twice');
    timer = setTimeout(() => reject(error), context.getRemainingTimeInMillis() - ANSWER_RESERVE_MS);
  });
  try {
    // The race also takes the error of an action that loses it, so nothing is left unhandled.
    const result = await Promise.race([act(event), timeout]);
    return { Status: 'SUCCESS', PhysicalResourceId: result.physicalResourceId, Data: result.data };
  } catch (error) {
    console.error(error);
    const physicalResourceId = event.PhysicalResourceId ?? NEVER_CREATED;
    return { Status: 'FAILED', PhysicalResourceId: physicalResourceId, Reason: reasonOf(error, context) };
  } finally {
    clearTimeout(timer);
  }
}

async function act(event) {
  if (event.RequestType === 'Create') return exports.onCreate(event);
  if (event.RequestType === 'Update') return exports.onUpdate(event);
  if (event.PhysicalResourceId !== NEVER_CREATED) await exports.onDelete(event);
  return { physicalResourceId: event.PhysicalResourceId };
}

function reasonOf(error, context) {
  // The name of an AWS error says more than its message does.
  const text = error.name === 'Error' ? error.message : `${error.name}: ${error.message}`;
  const short = Buffer.from(text.replace(/\s+/g, ' ')).subarray(0, REASON_BYTES).toString();
  return `${short} (log stream: ${context.logStreamName})`;
}

async function answer(url, response) {
  const body = Buffer.from(JSON.stringify(response));
  for (let attempt = 1; ; attempt++) {
    const problem = await put(url, body);
    if (!problem) return;
    // Lambda runs a failed event again, and every action may run twice: the next answer may arrive.
    if (attempt === ANSWER_ATTEMPTS) throw new Error(`CloudFormation could not be answered: ${problem}`);
    await new Promise((resolve) => setTimeout(resolve, ANSWER_PAUSE_MS * 2 ** attempt));
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
