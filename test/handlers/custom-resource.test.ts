import { execFileSync, spawn } from 'child_process';
import { once } from 'events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { createServer } from 'https';
import { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { CloudFormationStandIn, lambdaContext, SILENCE } from './cloudformation-stand-in';
import { evaluate, handlerText, InlineFunction, InlineFunctionOptions, saidIn } from './inline-function';
import { bodyOf } from './loopback';
import { whileTimePasses } from './virtual-clock';

const PROTOCOL = ['custom-resource', 'retry-denied'].map((part) => handlerText(`parts/${part}`)).join('\n');

let cloudFormation: CloudFormationStandIn;

beforeEach(async () => {
  cloudFormation = new CloudFormationStandIn();
  await cloudFormation.start();
});

afterEach(async () => cloudFormation.stop());

function withActions(actions: Partial<InlineFunction>, options: InlineFunctionOptions = {}): InlineFunction {
  return Object.assign(evaluate(PROTOCOL, options), actions);
}

const create = { RequestType: 'Create', ResourceProperties: {} } as const;

test('answers with what the action made', async () => {
  const fn = withActions({ onCreate: async () => ({ physicalResourceId: 'made', data: { Key: 'value' } }) });
  const event = cloudFormation.event(create);
  await fn.handler(event, lambdaContext());
  expect(cloudFormation.answers).toEqual([{
    Status: 'SUCCESS',
    PhysicalResourceId: 'made',
    Data: { Key: 'value' },
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
  }]);
  const { headers, body, path } = cloudFormation.puts[0];
  expect(headers['content-type']).toBe('');
  expect(headers['content-length']).toBe(String(Buffer.byteLength(body)));
  expect(path).toBe('/answer?X-Amz-Signature=secret');
});

test('the log says which request it was, without the URL that anybody could answer to', async () => {
  const log: string[] = [];
  const event = { ...cloudFormation.event(create), PhysicalResourceId: 'made' };
  await withActions({ onCreate: async () => ({ physicalResourceId: 'made' }) }, { log }).handler(event, lambdaContext());
  const { RequestType, LogicalResourceId, PhysicalResourceId, RequestId } = event;
  expect(log.map((line) => JSON.parse(saidIn(line)))).toEqual([{ RequestType, LogicalResourceId, PhysicalResourceId, RequestId }]);
});

test('an update gets the action of an update', async () => {
  const fn = withActions({ onUpdate: async (event) => ({ physicalResourceId: `${event.PhysicalResourceId}-2` }) });
  const answer = await cloudFormation.invoke(fn, { ...create, RequestType: 'Update', PhysicalResourceId: 'made' });
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'made-2' });
});

test('a failed update keeps the physical id, so that nothing is deleted', async () => {
  const fn = withActions({ onUpdate: async () => { throw new Error('no'); } });
  const answer = await cloudFormation.invoke(fn, { ...create, RequestType: 'Update', PhysicalResourceId: 'made' });
  expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'made', Reason: 'no (log stream: 2026/11/24/[$LATEST]test)' });
});

test('an error that has a name says it', async () => {
  const fn = withActions({ onCreate: async () => { throw Object.assign(new Error('not yours'), { name: 'AccessDeniedException' }); } });
  expect((await cloudFormation.invoke(fn, create)).Reason).toMatch(/^AccessDeniedException: not yours/);
});

test('a reason is one line, whatever the error looks like', async () => {
  const fn = withActions({ onCreate: async () => { throw new Error('two\n\n\tparts,  with blanks'); } });
  expect((await cloudFormation.invoke(fn, create)).Reason).toMatch(/^two parts, with blanks \(/);
});

test('an action that throws before its first await fails like any other', async () => {
  const fn = withActions({ onCreate: () => { throw new Error('at once'); } });
  expect((await cloudFormation.invoke(fn, create)).Reason).toMatch(/^at once/);
});

test('what was never created is deleted without its action', async () => {
  const onDelete = jest.fn();
  const fn = withActions({ onCreate: async () => { throw new Error('no'); }, onDelete });
  const { PhysicalResourceId } = await cloudFormation.invoke(fn, create);
  const answer = await cloudFormation.invoke(fn, { ...create, RequestType: 'Delete', PhysicalResourceId });
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId });
  expect(onDelete).not.toHaveBeenCalled();
});

test('what was created is deleted with its action', async () => {
  const onDelete = jest.fn();
  const answer = await cloudFormation.invoke(withActions({ onDelete }), { ...create, RequestType: 'Delete', PhysicalResourceId: 'made' });
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'made' });
  expect(onDelete).toHaveBeenCalledTimes(1);
});

test.each(['result', 'error'])('a late %s is not answered again', async (kind) => {
  let finish = () => {};
  const late = new Promise<{ physicalResourceId: string }>((resolve, reject) => {
    finish = () => kind === 'result' ? resolve({ physicalResourceId: 'late' }) : reject(new Error('late'));
  });
  await withActions({ onCreate: async () => late }).handler(cloudFormation.event(create), lambdaContext(10_200));
  finish();
  await whileTimePasses(async () => new Promise((resolve) => setTimeout(resolve, 60_000)));
  expect(cloudFormation.puts).toHaveLength(1);
  expect(cloudFormation.answers[0]).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('ran out of time') });
});

test.each(['x', '"', 'ü', '\n', '\u{1f600}', '\u0000', '\u001b', '\ud800'])('a reason of many %j stays within what CloudFormation takes', async (character) => {
  const fn = withActions({ onCreate: async () => { throw new Error(`start ${character.repeat(9_000)}`); } });
  const answer = await cloudFormation.invoke(fn, create);
  expect(answer.Reason).toMatch(/^start .*\(log stream: 2026.*\)$/);
  expect(Buffer.byteLength(cloudFormation.puts[0].body)).toBeLessThan(4_096);
});

test('a reason is cut between characters, never within one', async () => {
  const fn = withActions({ onCreate: async () => { throw new Error('\u{1f600}'.repeat(9_000)); } });
  expect((await cloudFormation.invoke(fn, create)).Reason).toMatch(/^(\u{1f600}){300} \(log stream: /u);
});

test.each([
  ['nothing', undefined, 'undefined'],
  ['a text', 'broken', 'broken'],
  ['an error without a message', new Error(''), ''],
])('an action that throws %s fails like any other', async (_, thrown, reason) => {
  const fn = withActions({ onCreate: async () => { throw thrown; } });
  expect(await cloudFormation.invoke(fn, create)).toMatchObject({ Status: 'FAILED', Reason: `${reason} (log stream: 2026/11/24/[$LATEST]test)` });
});

test.each([['x', 1], ['ü', 2], ['"', 2], ['\u0007', 6]])('an answer of many %j is sent up to what CloudFormation takes, and is a failure above it', async (character, bytes) => {
  const made = async (length: number) => cloudFormation.invoke(
    withActions({ onCreate: async () => ({ physicalResourceId: 'made', data: { Key: character.repeat(length) } }) }), create);
  await made(0);
  const room = Math.floor((4_096 - Buffer.byteLength(cloudFormation.puts[0].body)) / bytes);
  expect(await made(room)).toMatchObject({ Status: 'SUCCESS' });
  const { Status, Reason, PhysicalResourceId } = await made(room + 1);
  expect({ Status, PhysicalResourceId }).toEqual({ Status: 'FAILED', PhysicalResourceId: 'CustomResource::NeverCreated' });
  expect(Reason).toMatch(/^the answer has 4\d\d\d bytes, and CloudFormation takes 4096: the resource must be asked for less/);
});

test.each([
  ['throws', async () => { throw new Error('no'); }],
  ['throws at once', () => { throw new Error('no'); }],
  ['never ends', async () => new Promise(() => {})],
])('a delete that %s succeeds, within a minute: no stack is stranded', async (_, onDelete) => {
  const pauses: number[] = [];
  const fn = withActions({ onDelete }, { pauses });
  const answer = await cloudFormation.invoke(fn, { ...create, RequestType: 'Delete', PhysicalResourceId: 'made' });
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'made' });
  expect(pauses).toEqual([60_000]);
});

test('a delete is answered in time where less than a minute is left', async () => {
  const fn = withActions({ onDelete: async () => new Promise(() => {}) });
  const answer = await cloudFormation.invoke(fn, { ...create, RequestType: 'Delete', PhysicalResourceId: 'made' }, lambdaContext(10_100));
  expect(answer).toMatchObject({ Status: 'SUCCESS' });
});

test('an action has all the time but the last ten seconds, which are for the answer', async () => {
  const started = Date.now();
  await cloudFormation.invoke(withActions({ onCreate: async () => new Promise(() => {}) }), create, lambdaContext(60_000));
  expect(Date.now() - started).toBe(50_000);
});

test('no timer outlives its answer', async () => {
  const openTimers = new Set();
  await cloudFormation.invoke(withActions({ onCreate: async () => ({ physicalResourceId: 'made' }) }, { openTimers }), create);
  expect(openTimers.size).toBe(0);
});

test('an answer that is not taken is sent again, the same', async () => {
  cloudFormation.nextStatuses.push(500, 503);
  await cloudFormation.invoke(withActions({ onCreate: async () => ({ physicalResourceId: 'made' }) }), create);
  expect(cloudFormation.puts.map((put) => put.status)).toEqual([500, 503, 200]);
  expect(new Set(cloudFormation.puts.map((put) => put.body)).size).toBe(1);
});

test('an answer that is not taken within two seconds is sent again', async () => {
  cloudFormation.nextStatuses.push(SILENCE);
  const answer = await cloudFormation.invoke(withActions({ onCreate: async () => ({ physicalResourceId: 'made' }) }), create);
  expect(answer).toMatchObject({ Status: 'SUCCESS' });
  expect(cloudFormation.puts.map((put) => put.status)).toEqual([SILENCE, 200]);
});

test('the pauses between answers grow', async () => {
  cloudFormation.nextStatuses.push(500, 500, 500);
  const pauses: number[] = [];
  await cloudFormation.invoke(withActions({ onCreate: async () => ({ physicalResourceId: 'made' }) }, { pauses }), create);
  expect(pauses.slice(1)).toEqual([250, 500, 1_000]);
});

test('an answer that nobody listens to is an error that says so', async () => {
  const event = cloudFormation.event(create);
  await cloudFormation.stop();
  const fn = withActions({ onCreate: async () => ({ physicalResourceId: 'made' }) });
  await expect(fn.handler(event, lambdaContext())).rejects.toThrow(/^CloudFormation could not be answered: ECONNREFUSED$/);
  await cloudFormation.start();
});

test('an answer that is never taken is an error, which does not quote the URL', async () => {
  cloudFormation.nextStatuses.push(500, 500, 500, 500);
  const fn = withActions({ onCreate: async () => ({ physicalResourceId: 'made' }) });
  await expect(fn.handler(cloudFormation.event(create), lambdaContext())).rejects.toThrow(/^CloudFormation could not be answered: status 500$/);
  expect(cloudFormation.puts).toHaveLength(4);
  const event = { ...cloudFormation.event(create), ResponseURL: 'not a url: secret' };
  await expect(fn.handler(event, lambdaContext())).rejects.toThrow(/^((?!secret).)*$/);
});

test('a function runs on its own, answers by https and never logs the URL', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'https-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  execFileSync('openssl', [
    'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1', '-subj', '/CN=127.0.0.1',
    '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate,
  ], { stdio: 'ignore' });
  const bodies: string[] = [];
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, async (request, response) => {
    bodies.push((await bodyOf(request)).toString());
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const actions = 'exports.onCreate = async () => { throw new Error("no"); };';
  const event = { ...cloudFormation.event(create), ResponseURL: `https://127.0.0.1:${(server.address() as AddressInfo).port}/?signature=secret` };
  const call = `exports.handler(${JSON.stringify(event)}, { logStreamName: 'stream', getRemainingTimeInMillis: () => 60000 });`;
  writeFileSync(join(folder, 'index.js'), `${actions}\n${PROTOCOL}\n${call}`);

  const child = spawn(process.execPath, [join(folder, 'index.js')], { env: { NODE_EXTRA_CA_CERTS: certificate } });
  let output = '';
  child.stdout.on('data', (data) => { output += data; });
  child.stderr.on('data', (data) => { output += data; });
  const [code] = await once(child, 'close');
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });

  expect(code).toBe(0);
  expect(JSON.parse(bodies.join())).toMatchObject({ Status: 'FAILED', Reason: 'no (log stream: stream)' });
  expect(output).toContain(event.RequestId);
  expect(output).not.toContain('secret');
});
