// Chromium without a window: `browser.mjs URL SCRIPT` opens the page, runs the script in it, and prints what its promise comes to.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const SECONDS = 120;
const OPTIONS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--disable-background-networking',
  // Else it would ask for TLS where a page asks for HTTP, and for leave to call the addresses of the laboratory.
  '--disable-features=HttpsUpgrades,LocalNetworkAccessChecks',
  '--remote-debugging-port=0', `--user-data-dir=${process.env.HOME}/profile`,
];

/** The DevTools protocol: https://chromedevtools.github.io/devtools-protocol/ */
class Page {
  #socket;
  #number = 0;
  #answers = new Map();
  #events = new Map();

  static async open(address) {
    const page = new Page();
    page.#socket = new WebSocket(address);
    page.#socket.onmessage = ({ data }) => page.#take(JSON.parse(data));
    await new Promise((resolve, reject) => Object.assign(page.#socket, { onopen: resolve, onerror: reject }));
    return page;
  }

  ask(method, params) {
    const id = ++this.#number;
    this.#socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve, reject) => this.#answers.set(id, { resolve, reject }));
  }

  next(event) {
    return new Promise((resolve) => this.#events.set(event, resolve));
  }

  #take({ id, method, result, error }) {
    if (method) return this.#events.get(method)?.();
    const answer = this.#answers.get(id);
    return error ? answer.reject(new Error(error.message)) : answer.resolve(result);
  }
}

async function debuggerOf(browser) {
  for await (const line of createInterface({ input: browser.stderr })) {
    const [, port] = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)/.exec(line) ?? [];
    if (port) return port;
  }
  throw new Error('Chromium ended');
}

async function addressOfPage(port) {
  for (;;) {
    const targets = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json();
    const page = targets.find(({ type }) => type === 'page');
    if (page) return page.webSocketDebuggerUrl;
    await sleep(50);
  }
}

const [, , url, script] = process.argv;
const browser = spawn('chromium', [...OPTIONS, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] });
const limit = setTimeout(() => browser.kill('SIGKILL'), SECONDS * 1000);
try {
  const page = await Page.open(await addressOfPage(await debuggerOf(browser)));
  browser.stderr.resume();
  await page.ask('Page.enable');
  const loaded = page.next('Page.loadEventFired');
  const { errorText } = await page.ask('Page.navigate', { url });
  if (errorText) throw new Error(`${url}: ${errorText}`);
  await loaded;
  const { result, exceptionDetails } = await page.ask('Runtime.evaluate', { expression: readFileSync(script, 'utf8'), awaitPromise: true, returnByValue: true });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  console.log(JSON.stringify(result.value));
} finally {
  clearTimeout(limit);
  browser.kill('SIGKILL');
}
process.exit();
