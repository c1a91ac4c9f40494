// A service in JavaScript, on Node. What its paths do is said in ../README.md.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

const ANSWERS = {
  status: (request, response, number) => response.writeHead(number).end(),
  bytes: (request, response, number) => response.writeHead(200, { 'Content-Length': number }).end(request.method === 'HEAD' ? '' : 'b'.repeat(number)),
  chunks: (request, response, number) => {
    for (let piece = 0; piece < 10; piece++) response.write('c'.repeat(number / 10));
    response.end();
  },
  head: (request, response, number) => response.writeHead(200, { 'X-Large': 'h'.repeat(number) }).end('body'),
  cookies: (request, response, number) => response
    .writeHead(200, { 'Set-Cookie': Array.from({ length: number }, (_, cookie) => `c${cookie}=${'z'.repeat(300)}`) }).end('body'),
  refuse: (request, response, number) => response.writeHead(number).end('you may not'),
  late: async (request, response, number) => {
    await sleep(number);
    response.end('late');
  },
  hints: (request, response) => {
    response.writeEarlyHints({ link: '</x.css>; rel=preload' });
    response.end('body');
  },
  trailers: (request, response) => {
    response.writeHead(200, { Trailer: 'X-Sum' });
    response.write('body');
    response.addTrailers({ 'X-Sum': '42' });
    response.end();
  },
  events: async (request, response, number) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    for (let event = 0; event < number; event++) {
      response.write(`data: ${event}\n\n`);
      await sleep(50);
    }
    response.end();
  },
};

async function echo(request, response) {
  const digest = createHash('sha256');
  let length = 0;
  for await (const piece of request) {
    digest.update(piece);
    length += piece.length;
  }
  response.end(JSON.stringify([request.method, request.url, request.headers.host, length, digest.digest('hex')]));
}

function serve(request, response) {
  const [, , kind, argument] = request.url.split('/');
  return (ANSWERS[kind] ?? echo)(request, response, Number(argument));
}

const pem = readFileSync(process.argv[2]);
createServer(serve).listen(80, '0.0.0.0');
createTlsServer({ cert: pem, key: pem }, serve).listen(443, '0.0.0.0');
