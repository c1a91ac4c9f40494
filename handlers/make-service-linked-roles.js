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
  const isNew = await Promise.all(Object.entries(event.ResourceProperties.Roles).map(makeRole));
  if (isNew.includes(true)) await pause(SETTLE_MS);
  return { physicalResourceId: 'ServiceLinkedRoles' };
};

exports.onDelete = async () => {};

/** Whether the role was made just now. */
async function makeRole([service, role]) {
  try {
    const { Role } = await send(iam, new CreateServiceLinkedRoleCommand({ AWSServiceName: service }));
    return Boolean(held(Role, 'iam:CreateServiceLinkedRole', 'a role'));
  } catch (error) {
    if (/has been taken in this account/.test(error.message)) return false;
    // Where an organisation makes the roles of its accounts, nobody else may: what counts is whether there is one.
    if (isDenial(error) && await exists(role)) return false;
    const advice = `deploy again, or make it with: aws iam create-service-linked-role --aws-service-name ${service}`;
    throw new Error(`the service-linked role of '${service}' could not be made: ${error.name}: ${error.message}: ${advice}`, { cause: error });
  }
}

async function exists(role) {
  try {
    await iam.send(new GetRoleCommand({ RoleName: role }));
    return true;
  } catch (error) {
    console.error(error);
    return false;
  }
}
