import * as fs from 'node:fs';
import * as path from 'node:path';
import { AvailabilityZones, Egress, LatticeExternalIngressProps } from '../../src';
import { billFor, total } from '../../tools/cost/bill';
import { choices } from '../../tools/cost/choices';
import * as guidance from '../../tools/cost/guidance.json';
import { LOG_LINE_BYTES, loadOf } from '../../tools/cost/load';
import { quantitiesOf, TemplateJson } from '../../tools/cost/quantities';
import { billTable } from '../../tools/cost/table';
import { TestIngress } from '../ingress';
import { RECORDED } from '../monitoring/access-log';

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

const priced = (load: Parameters<typeof loadOf>[0], props: Partial<LatticeExternalIngressProps> = {}) =>
  billFor(quantitiesOf(new TestIngress(props).template.toJSON() as TemplateJson), loadOf(load));

test('the dimension that is used most decides how many capacity units are paid', () => {
  const hours = 730 * 0.006;
  const unitsFor = (load: Parameters<typeof loadOf>[0]) => (priced(load)['Network Load Balancer'] - 730 * 0.0225) / hours;

  expect(unitsFor({})).toBeCloseTo(1);
  expect(unitsFor({ newConnectionsPerSecond: 1600, activeConnections: 150_000, gbPerMonth: 730 })).toBeCloseTo(2);
  expect(unitsFor({ newConnectionsPerSecond: 80, activeConnections: 300_000, gbPerMonth: 730 })).toBeCloseTo(3);
  expect(unitsFor({ newConnectionsPerSecond: 80, activeConnections: 10_000, gbPerMonth: 7300 })).toBeCloseTo(10);
});

test('logs are paid by what is written, by how long it is kept, and by the endpoint that it goes through', () => {
  const load = { logGbPerMonth: 100 };

  expect(priced(load).logs).toBeCloseTo(50.45, 3);
  expect(priced(load, { logRetention: 365 }).logs).toBeCloseTo(55.475, 3);
  expect(priced(load)['VPC endpoints'] - priced({})['VPC endpoints']).toBeCloseTo(1, 2);
  expect(priced(load, { egress: Egress.ipv6Only() })['VPC endpoints']).toBe(0);
});

test('a connection writes a line, as long as those that a real nginx wrote, and what CloudWatch counts beside it', () => {
  const average = RECORDED.reduce((bytes, { line }) => bytes + Buffer.byteLength(line) + 26, 0) / RECORDED.length;

  expect(Math.abs(LOG_LINE_BYTES - average) / average).toBeLessThan(0.1);
  expect(loadOf({ newConnectionsPerSecond: 1 }).logGbPerMonth).toBeCloseTo(730 * 3600 * LOG_LINE_BYTES / 1e9);
});

test('data between zones is paid where the load balancer sends it there', () => {
  const quantities = { ...guidance.quantities, crossZone: true };

  expect(billFor(quantities, loadOf({ gbPerMonth: 3000 }))['data between zones']).toBeCloseTo(40);
  expect(priced({ gbPerMonth: 3000 })['data between zones']).toBe(0);
});

test('alarms and the dashboard cost a little', () => {
  const made = new TestIngress();
  made.ingress.addAlarms();
  made.ingress.addDashboard();

  expect(billFor(quantitiesOf(made.template.toJSON() as TemplateJson))['alarms and dashboard']).toBeGreaterThan(4);
});

test('every part of the one bill or the other has a line', () => {
  const lines = billTable(priced({ newConnectionsPerSecond: 10 }, { egress: Egress.ipv6Only() }), billFor(guidance.quantities));

  expect(lines.map((line) => line.slice(0, 22).trim())).toEqual(
    ['USD a month in us-east', 'Fargate tasks', 'Network Load Balancer', 'VPC endpoints', 'public IPv4 addresses', 'logs', 'all']);
});

test('the README shows what the command prints', () => {
  const readme = fs.readFileSync(path.join(__dirname, '..', '..', 'README.md'), 'utf8');

  expect(readme).toContain(`\`\`\`\n${choices().join('\n')}\n\`\`\``);
  expect(readme).toContain(`| ${total(billFor(guidance.quantities)).toFixed(2)} USD | ${total(bill()).toFixed(2)} USD |`);
});

test('a template without an ingress is refused', () => {
  expect(() => quantitiesOf({ Resources: {} })).toThrow('the template holds no load balancer with tasks behind it');
});
