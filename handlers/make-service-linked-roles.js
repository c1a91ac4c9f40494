'use strict';
//= require ./parts/retry-denied
//= require ./parts/custom-resource
// Makes the roles with which AWS services act in an account, where the account does not have them yet.
// Properties: Roles, an object of their names by the principals that assume them (such as ecs.amazonaws.com).
// Needs, on each role: iam:CreateServiceLinkedRole, iam:GetRole.
// The roles are the account's, not the stack's: nothing here deletes one.

const { CreateServiceLinkedRoleCommand, GetRoleCommand, IAMClient } = require('@aws-sdk/client-iam');

const iam = new IAMClient({ maxAttempts: 8 });

// IAM has a new role at once; the service that assumes it may see it some seconds later, and fails until then.
const SETTLE_MS = 15_000;

exports.onCreate = exports.onUpdate = async (event) => {
  const made = await Promise.all(Object.entries(event.ResourceProperties.Roles).map(makeRole));
  const unsettledMs = Math.max(...made) + SETTLE_MS - Date.now();
  if (unsettledMs > 0) await pause(Math.min(unsettledMs, SETTLE_MS));
  return { physicalResourceId: 'ServiceLinkedRoles' };
};

exports.onDelete = async () => {};

/** When the role was made, in milliseconds since 1970. */
async function makeRole([service, role]) {
  try {
    const { Role } = await send(iam, new CreateServiceLinkedRoleCommand({ AWSServiceName: service }));
    held(Role, 'iam:CreateServiceLinkedRole', 'a role');
    return Date.now();
  } catch (error) {
    // Another ingress, or an earlier attempt of this function, may have made the role just now.
    // Where an organisation makes the roles of its accounts, nobody else may: what counts is whether there is one.
    const isTaken = /has been taken in this account/.test(error.message);
    const found = isTaken || isDenial(error) ? await find(role) : undefined;
    if (isTaken || found) return found?.CreateDate.getTime() ?? 0;
    const advice = `deploy again, or make it with: aws iam create-service-linked-role --aws-service-name ${service}`;
    throw new Error(`the service-linked role of '${service}' could not be made: ${error.name}: ${error.message}: ${advice}`, { cause: error });
  }
}

/** A role; undefined where there is none, or where nobody may look. */
async function find(role) {
  try {
    return (await iam.send(new GetRoleCommand({ RoleName: role }))).Role;
  } catch (error) {
    console.error(error);
    return undefined;
  }
}
