import { AvailabilityZones, Egress, LatticeExternalIngressProps } from '../../src';
import { billFor, total } from '../../tools/cost/bill';
import * as guidance from '../../tools/cost/guidance.json';
import { quantitiesOf, TemplateJson } from '../../tools/cost/quantities';
import { TestIngress } from '../ingress';

const bill = (props: Partial<LatticeExternalIngressProps> = {}) => billFor(quantitiesOf(new TestIngress(props).template.toJSON() as TemplateJson));

test('the Guidance costs what its resources cost', () => {
  expect(total(billFor(guidance.quantities))).toBeCloseTo(336.17, 2);
});

test('the default costs 0.45 of it at most', () => {
  expect(total(bill())).toBeCloseTo(140.71, 2);
  expect(total(bill()) / total(billFor(guidance.quantities))).toBeLessThanOrEqual(0.45);
});

test('two zones with a task each cost less', () => {
  expect(total(bill({ availabilityZones: AvailabilityZones.count(2), minTasks: 2 }))).toBeCloseTo(100.74, 2);
});

test('without paid endpoints it costs 0.25 of it at most', () => {
  const cheapest = total(bill({ egress: Egress.ipv6Only() }));

  expect(cheapest).toBeCloseTo(75.01, 2);
  expect(cheapest / total(billFor(guidance.quantities))).toBeLessThanOrEqual(0.25);
});

test('a template without an ingress is refused', () => {
  expect(() => quantitiesOf({ Resources: {} })).toThrow('the template holds no load balancer with tasks behind it');
});
