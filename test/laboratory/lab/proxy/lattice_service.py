"""Stands in for a service behind VPC Lattice: TLS and HTTP at a link-local address, signatures verified, requests described back.

A request's path tells it how to reply: `/bytes/N` with N known bytes, `/trickle/N` the same with a pause after the first piece,
`/after/SECONDS` late, a WebSocket upgrade with an echo, everything else with JSON that says what arrived.
"""
from __future__ import annotations

import asyncio
import base64
import hashlib
import itertools
import json
import ssl
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, field

from lab.proxy.http_wire import RequestHead, head_of_reply, read_body, read_head
from lab.proxy.signature import BadSignature, Headers, verify
from lab.sandbox.background_loop import BackgroundLoop, Serve
from lab.sandbox.namespaces import BACKLOG, NetworkNamespace
from lab.sandbox.waiting import wait_for

PIECE_BYTES = 64 * 1024
"""What is sent at a time, and before the pause of `/trickle`."""
_TRICKLE_PAUSE_SECONDS = 0.4
_WEBSOCKET_MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'


@dataclass
class SeenRequest:
    """One request as it arrived."""

    at: str
    scheme: str
    connection: int
    from_address: str
    from_port: int
    method: str
    target: str
    headers: Headers
    signature: str = 'none'
    body_bytes: int = 0
    body_sha256: str = field(default=hashlib.sha256().hexdigest())

    def header(self, name: str) -> list[str]:
        """All values of a header."""
        return [value for key, value in self.headers if key.lower() == name.lower()]


class LatticeService:
    """Listens on two ports of one address."""

    def __init__(self, loop: BackgroundLoop, namespace: NetworkNamespace, address: str, tls: ssl.SSLContext, https_port: int = 443, http_port: int = 80) -> None:
        self.address = address
        self._https_port, self._http_port = https_port, http_port
        self.requests: list[SeenRequest] = []
        self._connections = itertools.count(1)
        loop.run(self._listen(namespace, tls))

    async def _listen(self, namespace: NetworkNamespace, tls: ssl.SSLContext) -> None:
        await asyncio.start_server(self._client('https'), sock=namespace.listener(self.address, self._https_port), backlog=BACKLOG, ssl=tls)
        await asyncio.start_server(self._client('http'), sock=namespace.listener(self.address, self._http_port), backlog=BACKLOG)

    def wait_for_request(self, target: str) -> SeenRequest:
        """The last request with this target, once it has come."""
        return wait_for(f'a request for {target} at the service', lambda: [seen for seen in self.requests if seen.target == target])[-1]

    def wait_for_body(self, target: str, size: int) -> None:
        """Returns when this much of the request's body has come, and no more."""
        wait_for(f'{size} bytes of {target} at the service', lambda: self.wait_for_request(target).body_bytes == size)

    def _client(self, scheme: str) -> Serve:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connection = next(self._connections)
            try:
                while await self._serve_one(scheme, connection, reader, writer):
                    pass
            except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
                pass                # the peer broke off, or sent what is not HTTP: there is nobody to answer
            finally:
                writer.close()

        return serve

    async def _serve_one(self, scheme: str, connection: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Serves one request; tells whether another may follow."""
        head = await read_head(reader)
        if head is None:
            return False
        peer_address, peer_port = writer.get_extra_info('peername')[:2]
        seen = SeenRequest(self.address, scheme, connection, peer_address, peer_port, head.method, head.target, head.headers)
        self.requests.append(seen)
        await _take_body(seen, head, reader)
        try:
            seen.signature = 'valid' if verify(head.method, scheme, head.target, head.headers) else 'none'
        except BadSignature as error:
            seen.signature = f'bad: {error}'
            await _send(writer, '403 Forbidden', f'AccessDeniedException: {error}'.encode(), 'text/plain')
            return True
        if (head.header('upgrade') or '').lower() == 'websocket':
            await _echo_websocket(head, reader, writer)
            return False
        await _reply(seen, writer)
        return (head.header('connection') or '').lower() != 'close'


async def _take_body(seen: SeenRequest, head: RequestHead, reader: asyncio.StreamReader) -> None:
    digest = hashlib.sha256()
    async for piece in read_body(head, reader):
        digest.update(piece)
        seen.body_bytes += len(piece)
    seen.body_sha256 = digest.hexdigest()


async def _reply(seen: SeenRequest, writer: asyncio.StreamWriter) -> None:
    kind, _, argument = seen.target.split('?')[0].strip('/').partition('/')
    if kind in ('bytes', 'trickle'):
        size = int(argument)
        writer.write(head_of_reply('200 OK', [('Content-Type', 'application/octet-stream'), ('Content-Length', str(size))]))
        async for piece in _known_pieces(size, _TRICKLE_PAUSE_SECONDS if kind == 'trickle' else 0):
            writer.write(piece)
            await writer.drain()
        return
    if kind == 'after':
        await asyncio.sleep(float(argument))
    await _send(writer, '200 OK', json.dumps(asdict(seen)).encode(), 'application/json')


async def _send(writer: asyncio.StreamWriter, status: str, body: bytes, kind: str) -> None:
    writer.write(head_of_reply(status, [('Content-Type', kind), ('Content-Length', str(len(body)))]) + body)
    await writer.drain()


async def _known_pieces(size: int, pause: float) -> AsyncIterator[bytes]:
    body = known_bytes(size)
    for start in range(0, size, PIECE_BYTES):
        yield body[start:start + PIECE_BYTES]
        if start == 0 and pause:
            await asyncio.sleep(pause)


async def _echo_websocket(head: RequestHead, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    accept = base64.b64encode(hashlib.sha1(((head.header('sec-websocket-key') or '') + _WEBSOCKET_MAGIC).encode()).digest()).decode()
    writer.write(head_of_reply('101 Switching Protocols', [('Upgrade', 'websocket'), ('Connection', 'Upgrade'), ('Sec-WebSocket-Accept', accept)]))
    while piece := await reader.read(PIECE_BYTES):
        writer.write(piece)
        await writer.drain()


def known_bytes(size: int) -> bytes:
    """Bytes that do not repeat in any block size a proxy might use."""
    block = b''.join(number.to_bytes(4, 'big') for number in range(25013))
    return (block * (size // len(block) + 1))[:size]
