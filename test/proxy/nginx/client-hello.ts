import { randomBytes } from 'crypto';

/** A TLS ClientHello with this server name, whatever it is: TLS libraries do not send every one. */
export function clientHello(name: string): Buffer {
  const serverName = withLength(2, Buffer.concat([Buffer.from([0]), withLength(2, Buffer.from(name, 'latin1'))]));
  const extensions = withLength(2, Buffer.concat([Buffer.from([0, 0]), withLength(2, serverName)]));
  const ciphers = withLength(2, Buffer.from([0xc0, 0x2b, 0xc0, 0x2f]));
  const hello = Buffer.concat([Buffer.from([3, 3]), randomBytes(32), Buffer.from([0]), ciphers, Buffer.from([1, 0]), extensions]);
  const message = Buffer.concat([Buffer.from([1]), withLength(3, hello)]);
  return Buffer.concat([Buffer.from([22, 3, 1]), withLength(2, message)]);
}

function withLength(bytes: number, data: Buffer): Buffer {
  const length = Buffer.alloc(bytes);
  length.writeUIntBE(data.length, 0, bytes);
  return Buffer.concat([length, data]);
}
