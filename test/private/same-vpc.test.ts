import { CfnParameter, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { isOfAnotherVpc } from '../../src/private/same-vpc';

test('a VPC is another one only where the app knows both', () => {
  const stack = new Stack();
  const [made, other] = ['Vpc', 'Other'].map((id) => new ec2.Vpc(stack, id, { restrictDefaultSecurityGroup: false }));
  const imported = ec2.Vpc.fromVpcAttributes(stack, 'Imported', { vpcId: 'vpc-1', availabilityZones: ['us-east-1a'] });
  const parameter = new CfnParameter(stack, 'VpcId').valueAsString;
  const answers = (vpc: ec2.IVpc) => [made.vpcId, other.vpcId, 'vpc-1', 'vpc-2', parameter, undefined].map((vpcId) => isOfAnotherVpc(vpc, vpcId));

  expect(answers(made)).toEqual([false, true, true, true, false, false]);
  expect(answers(imported)).toEqual([true, true, false, true, false, false]);
});
