/**
 * Sends one signed request: call.mjs URL [JSON]. With JSON it is a POST.
 *
 * The Region is AWS_REGION; CONNECT_TO names the load balancer where DNS does not lead there.
 */
import dns from 'node:dns';
import https from 'node:https';
import { text } from 'node:stream/consumers';
import { Sha256 } from '@aws-crypto/sha256-js';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { SignatureV4 } from '@smithy/signature-v4';

const [url, body] = [new URL(process.argv[2]), process.argv[3]];
const { AWS_REGION: region, CONNECT_TO: connectTo } = process.env;

const signer = new SignatureV4({ service: 'vpc-lattice-svcs', region, sha256: Sha256, credentials: fromNodeProviderChain() });
const { method, headers } = await signer.sign({
  method: body ? 'POST' : 'GET',
  protocol: url.protocol,
  hostname: url.hostname,
  path: url.pathname,
  query: Object.fromEntries([...url.searchParams.keys()].map((name) => [name, url.searchParams.getAll(name)])),
  headers: { 'host': url.host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...body && { 'content-type': 'application/json' } },
});

// The certificate is checked against the service's name, whichever host the connection leads to.
const lookup = (hostname, options, done) => dns.lookup(connectTo ?? hostname, options, done);
const request = https.request(url, { method, headers, lookup });
request.end(body);
request.once('response', async (answer) => {
  console.log(await text(answer));
  process.exitCode = answer.statusCode < 400 ? 0 : 1;
});
