import { CloudFormationStandIn } from './cloudformation-stand-in';
import { Ec2StandIn } from './ec2-stand-in';
import { pointSdkAt } from './environment';

/** What a deploy-time function that asks EC2 talks to: EC2, and CloudFormation, which it answers. */
export interface Ec2Account {
  readonly ec2: Ec2StandIn;
  readonly cloudFormation: CloudFormationStandIn;
  stop(): Promise<unknown>;
}

export async function startEc2Account(): Promise<Ec2Account> {
  const ec2 = new Ec2StandIn();
  const cloudFormation = new CloudFormationStandIn();
  await Promise.all([ec2.start(), cloudFormation.start()]);
  pointSdkAt({ ec2: ec2.url });
  return { ec2, cloudFormation, stop: () => Promise.all([ec2.stop(), cloudFormation.stop()]) };
}
