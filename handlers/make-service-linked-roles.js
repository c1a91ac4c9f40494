'use strict';
// Makes the roles with which AWS services act in an account, where the account does not have them yet.
// Properties: Services (their principals, such as ecs.amazonaws.com). Needs iam:CreateServiceLinkedRole for each.
// The roles are the account's, not the stack's: nothing here deletes one.

const { CreateServiceLinkedRoleCommand, IAMClient } = require('@aws-sdk/client-iam');

const iam = new IAMClient({ maxAttempts: 8 });

// IAM has a new role at once; the service that assumes it may see it some seconds later, and fails until then.
const SETTLE_MS = 15_000;

exports.onCreate = exports.onUpdate = async (event) => {
  const isNew = await Promise.all(event.ResourceProperties.Services.map(makeRole));
  if (isNew.includes(true)) await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  return { physicalResourceId: 'ServiceLinkedRoles' };
};

exports.onDelete = async () => {};

/** Whether the role was made just now. */
async function makeRole(service) {
  try {
    await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: service }));
    return true;
  } catch (error) {
    if (/has been taken in this account/.test(error.message)) return false;
    if (/^AccessDenied/.test(error.name)) {
      // By a permissions boundary or the organisation, whoever makes the account's roles then. One that is missing, the service names.
      console.log(error.message);
      return false;
    }
    const advice = `deploy again, or make it with: aws iam create-service-linked-role --aws-service-name ${service}`;
    throw new Error(`the service-linked role of '${service}' could not be made: ${error.name}: ${error.message}: ${advice}`, { cause: error });
  }
}
