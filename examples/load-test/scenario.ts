// The Guidance's load: 5,000 users who make 3,000 requests a second between them, ramped up in 5 minutes and sustained for 20.
//
// Each user keeps one connection and asks again and again. One process plays its share of the users: what it is told comes from
// the environment, and the defaults are the whole load.
import { createHash, createHmac, Hash, Hmac } from 'node:crypto';
import { createRequire } from 'node:module';

const { TARGET = 'https://api.example.com', PATHNAME = '/', SIGNING_REGION } = process.env;
const numberOf = (name: string, standard: number) => Number(process.env[name] ?? standard);
const users = numberOf('USERS', 5000);
const requestsPerSecond = numberOf('REQUESTS_PER_SECOND', 3000);
const rampSeconds = numberOf('RAMP_SECONDS', 300);
const sustainedSeconds = numberOf('SUSTAINED_SECONDS', 1200);

export const config = {
  target: TARGET,
  processor: './scenario.ts',
  phases: [
    { name: 'ramp', duration: rampSeconds, arrivalCount: users },
    { name: 'sustained', pause: sustainedSeconds },
  ],
  http: { timeout: 10 },
  plugins: { ensure: {} },
  ensure: {
    thresholds: [{ 'http.response_time.p99': numberOf('MOST_P99_MS', 1000) }],
    maxErrorRate: numberOf('MOST_FAILED_PERCENT', 0.1),
  },
};

export const scenarios = [{
  flow: [{
    loop: [
      { get: { url: PATHNAME, beforeRequest: 'sign' } },
      // In milliseconds: Artillery takes a number of seconds only where it is whole.
      { think: `${Math.round((1000 * users) / requestsPerSecond)}ms` },
    ],
    whileTrue: 'goesOn',
  }],
}];

const end = Date.now() + (rampSeconds + sustainedSeconds) * 1000;

/** Until the time is over, for every user at once. */
export function goesOn(_context: unknown, next: (goesOn: boolean) => void): void {
  next(Date.now() < end);
}

/** What the signer hashes with. */
class Sha256 {
  private readonly hash: Hash | Hmac;

  constructor(secret?: any) {
    this.hash = secret ? createHmac('sha256', secret) : createHash('sha256');
  }

  public update(data: any): void {
    this.hash.update(data);
  }

  public async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  public reset(): void {}
}

/** Signer and credentials come with Artillery. Not imported: it would bundle the AWS SDK each time it starts, for a minute. */
function makeSigner(region: string) {
  const load = createRequire(__filename);
  const { SignatureV4 } = load('@smithy/signature-v4');
  const { defaultProvider } = load('@aws-sdk/credential-provider-node');
  return new SignatureV4({ service: 'vpc-lattice-svcs', region, credentials: defaultProvider(), sha256: Sha256, applyChecksum: false });
}

const signer = SIGNING_REGION ? makeSigner(SIGNING_REGION) : undefined;

/** Signs as VPC Lattice wants it, where SIGNING_REGION says for which Region. A service with auth type NONE needs no signature. */
export async function sign(request: { url: string; headers?: Record<string, string> }): Promise<void> {
  if (signer) {
    const { host, hostname, pathname, protocol } = new URL(request.url, TARGET);
    const signed = await signer.sign({
      method: 'GET', protocol, hostname, path: pathname, headers: { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    });
    request.headers = { ...request.headers, ...signed.headers };
  }
}
