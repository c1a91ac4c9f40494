import { AvailabilityZones } from '../../src';
import { drawWay } from '../../tools/picture/svg';
import { wayThrough } from '../../tools/picture/way';
import { TestIngress } from '../ingress';

const picture = (ingress: TestIngress) => drawWay(wayThrough(ingress.template.toJSON() as any));

test('the picture follows the packet', () => {
  expect(picture(new TestIngress())).toContain('<title>The packet\'s way: Client, Network Load Balancer, nginx on Fargate, VPC Lattice, Your service</title>');
});

test('the picture shows what the template makes', () => {
  const svg = picture(new TestIngress({ availabilityZones: AvailabilityZones.count(2), minTasks: 2, maxTasks: 5 }));

  ['203.0.113.0/24', 'public, dual-stack, 2 zones', 'TCP 443 and 80', '2 to 5 tasks, isolated', 'ecr.api, ecr.dkr, logs, s3', 'associated with the VPC']
    .forEach((text) => expect(svg).toContain(`>${text}<`));
});
