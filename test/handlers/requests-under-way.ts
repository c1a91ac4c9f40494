import http from 'http';

/** Names a request in its headers, so that a stand-in can say which one it leaves without a reply. */
const NUMBER = 'x-request-number';

/** Turns of the event loop in which a reply that has just arrived may lead to another request. */
const QUIET_TURNS = 5;

/** What Node calls work on a file: the SDK reads its configuration before its first request. */
const FILE_WORK = ['FSReqCallback', 'FSReqPromise', 'CloseReq'];

const realFetch = fetch;

/** The requests whose reply is waited for. */
const awaited = new Set<string>();
/** The requests that get no reply, or no more of it. */
const silent = new Set<string>();
let count = 0;
let wake = () => {};

// What the SDK asks is seen where it leaves for the network: between two attempts of one call nothing is under way.
beforeEach(() => {
  const { request } = http;
  jest.spyOn(http, 'request').mockImplementation(((options: http.RequestOptions, onResponse: (response: http.IncomingMessage) => void) => {
    const number = nextNumber();
    begin(number);
    return request({ ...options, headers: { ...options.headers as object, [NUMBER]: number } }, onResponse).once('close', () => end(number));
  }) as typeof http.request);
});

afterEach(() => {
  jest.mocked(http.request).mockRestore();
  [awaited, silent].forEach((requests) => requests.clear());
  wake();
});

/** Waits until no reply is waited for, and none that arrived leads to another request. */
export async function untilNothingIsUnderWay(): Promise<void> {
  for (let turn = 0; turn < QUIET_TURNS; turn = awaited.size > 0 || readsFile() ? 0 : turn + 1) {
    if (awaited.size > 0) await new Promise<void>((resolve) => { wake = resolve; });
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Says that a request gets no reply, or no more of it: nothing is under way for it. */
export function staySilent({ req }: http.ServerResponse): true {
  const number = String(req.headers[NUMBER]);
  silent.add(number);
  end(number);
  return true;
}

/** Node's fetch. A reply that is waited for is under way, and so is the next part of its body. */
export async function countedFetch(url: string | URL, init: RequestInit): Promise<Response> {
  const number = nextNumber();
  const during = async <T>(step: Promise<T>): Promise<T> => {
    begin(number);
    return step.finally(() => end(number));
  };
  const response = await during(realFetch(url, { ...init, headers: { ...init.headers as object, [NUMBER]: number } }));
  if (response.body) countReads(response.body, during);
  return response;
}

function countReads(body: ReadableStream<Uint8Array>, during: <T>(step: Promise<T>) => Promise<T>): void {
  const getReader = body.getReader.bind(body);
  const countedReader = () => {
    const reader = getReader();
    const read = reader.read.bind(reader);
    return Object.assign(reader, { read: async () => during(read()) });
  };
  Object.assign(body, { getReader: countedReader });
}

function readsFile(): boolean {
  return process.getActiveResourcesInfo().some((kind) => FILE_WORK.includes(kind));
}

function nextNumber(): string {
  return String(++count);
}

function begin(number: string): void {
  if (!silent.has(number)) awaited.add(number);
}

function end(number: string): void {
  awaited.delete(number);
  wake();
}
