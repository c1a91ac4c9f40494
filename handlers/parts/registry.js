'use strict';
// Reads from a container registry what anyone may read, and believes nothing that it says before it is checked.
// A source is { url, attempts, token }: the address of a repository, how often to ask, and the last token.
// See https://github.com/opencontainers/distribution-spec and https://distribution.github.io/distribution/spec/auth/token/.

const { createHash } = require('node:crypto');

// Registries take no larger manifest, and no token is as large.
const DOCUMENT_BYTES = 4 * 1024 * 1024;

// A public registry may allow one anonymous request a second: be patient, within bounds.
const REGISTRY_ATTEMPTS = 6;
const LONGEST_PAUSE_MS = 20_000;
const SILENCE_MS = 30_000;

const OTHER_WAYS = 'deploy again, choose another source with ProxyImage.copyOnDeploy({...}), '
  + 'or push the image to a repository of your own and use ProxyImage.fromEcrRepository(...)';

const ONLY_PUBLIC = `only what anyone may read can be copied: ${OTHER_WAYS}`;

/** A JSON object, with its text and its digest. */
async function getDocument(source, path, accept, digest, size) {
  return retried(source, path, async () => {
    const download = await open(source, path, accept);
    const { headers } = download.response;
    // Asked for by tag, its digest is what the registry says it is: that still finds what was damaged on the way.
    const expected = { digest: digest ?? headers.get('docker-content-digest') ?? undefined, size };
    const bytes = await joined(verified(chunksOf(download), path, expected, DOCUMENT_BYTES));
    return { text: bytes.toString(), json: parsed(bytes, path), digest: sha256(bytes), contentType: headers.get('content-type') ?? '' };
  });
}

/** The bytes of a blob as they come: whoever reads them to the end has what its digest names. */
async function openBlob(source, { digest, size }) {
  const path = `blobs/${digest}`;
  return verified(chunksOf(await open(source, path, '*/*')), path, { digest, size }, size);
}

/** Passes the chunks on, and throws at the end, or as soon as there are too many, if they are not what was expected. */
async function* verified(chunks, what, { digest, size }, mostBytes) {
  const hash = createHash('sha256');
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > mostBytes) throw new Error(`${what} is larger than ${mostBytes} bytes: do not use this source`);
    hash.update(chunk);
    yield chunk;
  }
  const actual = { digest: `sha256:${hash.digest('hex')}`, size: length };
  if ((digest ?? actual.digest) === actual.digest && (size ?? length) === length) return;
  throw new Error(`${what} should be ${digest} (${size ?? 'any'} bytes) but is ${actual.digest} (${length} bytes): do not use this source`);
}

async function joined(chunks) {
  const all = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

function parsed(bytes, what) {
  const json = jsonOf(bytes);
  if (isObject(json)) return json;
  throw new Error(`its answer for ${what} is not a JSON object: check that the address is a container registry's`);
}

function jsonOf(bytes) {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// --- requests ---

async function open(source, path, accept) {
  const ask = () => get(`${source.url}/${path}`, { accept, ...source.token && { authorization: `Bearer ${source.token}` } });
  let download = await ask();
  if (download.response.status === 401) {
    download.abort.abort();
    source.token = await anonymousToken(source, download.response.headers.get('www-authenticate') ?? '');
    download = await ask();
  }
  if (download.response.status !== 404) return successful(download, path);
  download.abort.abort();
  throw new Error(`it has no ${path}: check the name and version given to ProxyImage.copyOnDeploy({...})`);
}

function successful(download, what) {
  const { status, ok, headers } = download.response;
  if (ok) return download;
  download.abort.abort();
  if (status === 408 || status === 429 || status >= 500) throw worthRetrying(`status ${status}`, headers.get('retry-after'));
  throw new Error(`status ${status} for ${what}: ${status === 401 || status === 403 ? ONLY_PUBLIC : OTHER_WAYS}`);
}

/** Follows redirects: fetch drops the authorization header when one leads to another host. */
async function get(url, headers) {
  const abort = new AbortController();
  // Compressed on the way, a blob would arrive unpacked and have another digest.
  const request = { headers: { ...headers, 'accept-encoding': 'identity' }, signal: abort.signal };
  return { abort, response: await beforeSilence(abort, () => fetch(url, request)) };
}

async function* chunksOf({ response, abort }) {
  // There is no body where the status is 204.
  const reader = response.body?.getReader() ?? { read: async () => ({ done: true }) };
  try {
    for (;;) {
      const { done, value } = await beforeSilence(abort, () => reader.read());
      if (done) return;
      yield value;
    }
  } finally {
    abort.abort(); // frees the connection of a download that nobody reads to its end
  }
}

/** Only waiting for the registry counts: while a part goes to ECR, nothing is read and nothing can be late. */
async function beforeSilence(abort, step) {
  const timer = setTimeout(() => abort.abort(new Error(`nothing came for ${SILENCE_MS / 1000} seconds`)), SILENCE_MS);
  try {
    return await step();
  } catch (error) {
    throw worthRetrying(error.cause?.code ?? error.cause?.message ?? error.message);
  } finally {
    clearTimeout(timer);
  }
}

// --- tokens ---

/** The token that a registry gives to anyone, for the scope it asked for. */
async function anonymousToken(source, challenge) {
  const grant = successful(await get(tokenUrl(source, challenge), { accept: 'application/json' }), 'a token');
  const { token, access_token } = parsed(await joined(verified(chunksOf(grant), 'a token', {}, DOCUMENT_BYTES)), 'a token');
  const given = token || access_token;
  // What else it may be cannot stand in a header.
  if (typeof given === 'string' && /^[\x21-\x7e]+$/.test(given)) return given;
  throw new Error(`its answer for a token holds none: ${ONLY_PUBLIC}`);
}

function tokenUrl(source, challenge) {
  const bearer = challengesIn(challenge).find(({ scheme }) => scheme === 'bearer');
  if (!bearer) throw new Error(`it asks for a login: ${ONLY_PUBLIC}`);
  const { realm, ...asked } = bearer.parameters;
  const url = realm && URL.canParse(realm, source.url) ? new URL(realm, source.url) : undefined;
  // A registry that is asked over TLS does not lead away from it.
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && source.url.startsWith('http:'));
  if (!isSafe) throw new Error(`it names '${realm}' as the address that gives tokens: ${OTHER_WAYS}`);
  for (const name of ['service', 'scope']) if (asked[name]) url.searchParams.set(name, asked[name]);
  return url;
}

/**
 * The schemes that a WWW-Authenticate header offers, each with its parameters; there may be several in one header.
 * See https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1.
 */
function challengesIn(header) {
  const challenges = [];
  for (const [, name, quoted, plain, scheme] of header.matchAll(/([\w-]+)\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^\s,"]*))|([\w-]+)/g)) {
    if (scheme) challenges.push({ scheme: scheme.toLowerCase(), parameters: {} });
    else if (challenges.length > 0) challenges.at(-1).parameters[name.toLowerCase()] = quoted?.replace(/\\(.)/g, '$1') ?? plain;
  }
  return challenges;
}

// --- retries ---

function worthRetrying(message, retryAfter) {
  return Object.assign(new Error(message), { retryAfter, isWorthRetrying: true });
}

async function retried({ attempts = REGISTRY_ATTEMPTS }, what, action) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await action();
    } catch (error) {
      if (!error.isWorthRetrying) throw error;
      if (attempt === attempts) {
        throw new Error(`the registry could not give ${what} in ${attempt} attempts, at last: ${error.message}. `
          + `It may be out of reach or throttle requests: ${OTHER_WAYS}`, { cause: error });
      }
      await pause(pauseAfter(attempt, error.retryAfter));
    }
  }
}

/** As long as the registry asks for, or 1, 2, 4... seconds; up to half as much again, so that clients do not come back together. */
function pauseAfter(attempt, retryAfter) {
  const asked = Number(retryAfter) * 1000 || Date.parse(retryAfter) - Date.now() || 0;
  const longest = Math.max(asked, 1000 * 2 ** (attempt - 1));
  return Math.min(longest, LONGEST_PAUSE_MS) * (1 + Math.random() / 2);
}

// --- digests ---

function isDigest(reference) {
  return /^sha256:[0-9a-f]{64}$/.test(reference);
}

/** What cannot be checked is not copied, and ECR takes no empty layer. */
function requireDescriptor(descriptor) {
  const { digest, size } = isObject(descriptor) ? descriptor : {};
  if (!isDigest(digest)) {
    throw new Error(`it refers to '${digest}', but only sha256 digests can be checked: choose another source with ProxyImage.copyOnDeploy({...})`);
  }
  if (Number.isSafeInteger(size) && size > 0) return { digest, size };
  throw new Error(`it gives ${digest} a size of '${size}' bytes, but ECR takes only what has some: choose another source with ProxyImage.copyOnDeploy({...})`);
}

function sha256(bytes) {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
