// Two clients in JavaScript, on Node: `client.mjs fetch|http FILE` sends the requests of the file, and prints a line about each reply.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

const SECONDS = 20;
const agents = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': new HttpsAgent({ keepAlive: true }) };

async function withFetch(method, url, body) {
  const reply = await fetch(url, { method, body: body.length ? body : undefined, redirect: 'manual', signal: AbortSignal.timeout(SECONDS * 1000) });
  return { status: reply.status, headers: [...reply.headers], body: Buffer.from(await reply.arrayBuffer()), trailers: {} };
}

function withHttp(method, url, body) {
  const target = new URL(url);
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
  const headers = { TE: 'trailers', ...body.length ? { 'Content-Length': body.length } : {} };
  return new Promise((resolve, reject) => {
    const request = send(url, { method, headers, agent: agents[target.protocol], timeout: SECONDS * 1000 }, (reply) => {
      const pieces = [];
      reply.on('data', (piece) => pieces.push(piece));
      reply.on('error', reject);
      reply.on('end', () => resolve({
        status: reply.statusCode,
        headers: Object.entries(reply.headersDistinct).flatMap(([name, values]) => values.map((value) => [name, value])),
        body: Buffer.concat(pieces),
        trailers: reply.trailers,
      }));
    });
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', reject);
    request.end(body);
  });
}

const send = { fetch: withFetch, http: withHttp }[process.argv[2]];
for (const line of readFileSync(process.argv[3], 'ascii').trimEnd().split('\n')) {
  const [key, method, url, size] = line.split('\t');
  try {
    const { status, headers, body, trailers } = await send(method, url, Buffer.alloc(Number(size), 'x'));
    const digest = createHash('sha256').update(body).digest('hex');
    const shown = headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`).join('\x1f');
    console.log([key, status, digest, body.length, Object.entries(trailers).join(), shown].join('\t'));
  } catch (error) {
    console.log([key, 'error', error.cause?.code ?? error.code ?? error.name, '', '', ''].join('\t'));
  }
}
process.exit();
