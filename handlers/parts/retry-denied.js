'use strict';
// Sends commands to AWS, and sends them again while AWS denies them because the permissions of a new role have not propagated.

// IAM propagates a new policy within seconds, and until then AWS denies calls: half a minute in all.
// See https://github.com/aws/aws-cdk/issues/37675, /37939 and /23340, and the same pauses in its pull request 37878.
const PROPAGATION_PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 16_000];

// What ECR and CodeBuild, EC2, and IAM call a denial, and what they call credentials that they do not know yet.
const DENIALS = [
  'AccessDeniedException', 'UnauthorizedOperation', 'AccessDenied', 'UnrecognizedClientException', 'AuthFailure', 'InvalidClientTokenId',
];

// False for a call by a schedule: it comes long after the role was made, so waiting does not help, and the schedule calls again soon.
let roleMayBeNew = true;

/** Sends a command, which the client itself sends again when it is throttled or gets no reply. */
async function send(client, command) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await client.send(command);
    } catch (error) {
      if (!isDenial(error)) throw error;
      if (!roleMayBeNew || attempt === PROPAGATION_PAUSES_MS.length) throw denied(client, command, error);
    }
    await pause(PROPAGATION_PAUSES_MS[attempt]);
  }
}

/** What the answer to a call has to hold, though the model of the API requires it in few answers. */
function held(value, call, what) {
  if (value) return value;
  throw new Error(`AWS answered ${call} without ${what}: deploy again`);
}

function isDenial({ name }) {
  return DENIALS.includes(name);
}

/** EC2 does not say which permission is missing. */
function denied(client, command, error) {
  const action = `${client.config.defaultSigningName}:${command.constructor.name.replace('Command', '')}`;
  error.message = `${action} is denied to this function${roleMayBeNew ? ', and not only for a moment' : ''}: ${error.message}: `
    + 'find the service control policy, permissions boundary or resource policy that denies it, then deploy again';
  return error;
}

async function pause(ms) {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
