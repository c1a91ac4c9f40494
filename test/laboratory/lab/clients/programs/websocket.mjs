// A WebSocket client in JavaScript, the one of Node: `websocket.mjs URL` prints what it got.
import { randomBytes } from 'node:crypto';

const messages = ['hello, wörld', randomBytes(200_000), 'end'];
const socket = new WebSocket(process.argv[2], ['chat']);
socket.binaryType = 'arraybuffer';
socket.onopen = () => {
  console.log('subprotocol', socket.protocol);
  socket.send(messages[0]);
};
socket.onmessage = ({ data }) => {
  console.log(typeof data, data.length ?? data.byteLength, Buffer.from(messages.shift()).equals(Buffer.from(data)));
  socket.send(messages[0]);
};
socket.onclose = ({ code, reason }) => console.log('closed', code, reason);
socket.onerror = () => { process.exitCode = 1; };
setTimeout(() => process.exit(1), 60_000).unref();
