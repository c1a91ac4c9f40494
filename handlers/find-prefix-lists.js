'use strict';
//= require ./parts/retry-denied
//= require ./parts/custom-resource
// Finds the ids of AWS-managed prefix lists by name: CloudFormation has no reference to them.
// Properties: Names, an object of names (Revision, if given, only makes CloudFormation ask again).
// Data: the same keys with the ids. Needs ec2:DescribeManagedPrefixLists.

const { DescribeManagedPrefixListsCommand, EC2Client } = require('@aws-sdk/client-ec2');

const ec2 = new EC2Client({ maxAttempts: 8 });

exports.onCreate = exports.onUpdate = async (event) => {
  const wanted = event.ResourceProperties.Names;
  const ids = await idsByName(Object.values(wanted));
  const missing = Object.values(wanted).filter((name) => !ids.has(name));
  if (missing.length > 0) throw new Error(missingText(missing, [...ids.keys()]));
  const data = Object.fromEntries(Object.entries(wanted).map(([key, name]) => [key, ids.get(name)]));
  // Always the same id: there is nothing that CloudFormation could have to delete after an update.
  return { physicalResourceId: 'prefix-lists', data };
};

// Nothing was made, so nothing is to be deleted.
exports.onDelete = async () => {};

// No other account's list can answer to these names: AWS keeps the prefix com.amazonaws for its own.
async function idsByName(names) {
  const ids = new Map();
  const Filters = [{ Name: 'prefix-list-name', Values: names }];
  let NextToken;
  do {
    const page = await send(ec2, new DescribeManagedPrefixListsCommand({ Filters, NextToken }));
    for (const { PrefixListName, PrefixListId } of page.PrefixLists ?? []) if (PrefixListId) ids.set(PrefixListName, PrefixListId);
    ({ NextToken } = page);
  } while (NextToken);
  return ids;
}

function missingText(missing, found) {
  const quoted = (names) => names.map((name) => `'${name}'`).join(' and ');
  const reason = missing.some((name) => name.endsWith('vpc-lattice'))
    ? 'Amazon VPC Lattice may not be available here, or not over this version of IP: deploy to a Region that has it'
    : 'every Region has it, so something may hide it from this function: deploy again, and ask AWS Support if it stays away';
  return `no managed prefix list ${quoted(missing)} in this Region (found: ${quoted(found) || 'none'}): ${reason}`;
}
