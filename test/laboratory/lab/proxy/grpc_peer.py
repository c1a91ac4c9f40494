"""Both ends of gRPC, as far as a proxy can tell: HTTP/2 by the library h2, length-prefixed messages, the status in trailers."""
from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from dataclasses import dataclass, field

import h2.config
import h2.connection
import h2.events

from lab.sandbox.background_loop import BackgroundLoop
from lab.sandbox.namespaces import BACKLOG, NetworkNamespace

_PIECE = 64 * 1024


@dataclass
class Call:
    """What came back for one call."""

    messages: list[bytes] = field(default_factory=list)
    trailers: dict[str, str] = field(default_factory=dict)
    ended: bool = False
    raw: bytearray = field(default_factory=bytearray)


class GrpcService:
    """Answers `/echo` with each message it got, `/fail` with a status only. Listens on one port of one address."""

    def __init__(self, loop: BackgroundLoop, namespace: NetworkNamespace, address: str, tls: ssl.SSLContext, port: int = 443) -> None:
        tls.set_alpn_protocols(['h2'])
        loop.run(self._listen(namespace, address, tls, port))

    async def _listen(self, namespace: NetworkNamespace, address: str, tls: ssl.SSLContext, port: int) -> None:
        await asyncio.start_server(self._serve, sock=namespace.listener(address, port), backlog=BACKLOG, ssl=tls)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        protocol = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        protocol.initiate_connection()
        paths: dict[int, str] = {}
        outgoing: dict[int, bytearray] = {}
        writer.write(protocol.data_to_send())
        while piece := await reader.read(_PIECE):
            for event in protocol.receive_data(piece):
                if isinstance(event, h2.events.RequestReceived):
                    paths[event.stream_id] = {_text(key): _text(value) for key, value in event.headers}[':path']
                    protocol.send_headers(event.stream_id, [(':status', '200'), ('content-type', 'application/grpc')])
                    outgoing[event.stream_id] = bytearray()
                elif isinstance(event, h2.events.DataReceived):
                    protocol.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                    if paths[event.stream_id] == '/echo':
                        outgoing[event.stream_id] += event.data
                elif isinstance(event, h2.events.StreamEnded):
                    paths[event.stream_id] += ' ended'
            _send_what_fits(protocol, outgoing)
            for stream in [stream for stream, data in outgoing.items() if not data and paths[stream].endswith(' ended')]:
                status = '5' if paths[stream].startswith('/fail') else '0'
                protocol.send_headers(stream, [('grpc-status', status), ('grpc-message', 'as asked')], end_stream=True)
                del outgoing[stream]
            writer.write(protocol.data_to_send())
            await writer.drain()
        writer.close()


class GrpcClient:
    """Calls on one connection, which is there already and speaks TLS."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._protocol = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
        self._protocol.initiate_connection()
        self._calls: dict[int, Call] = {}

    def call_all(self, authority: str, path: str, requests: list[list[bytes]]) -> list[Call]:
        """Starts a call for each list of messages, all at once, and returns when the last one has ended."""
        outgoing: dict[int, bytearray] = {}
        for messages in requests:
            stream = self._protocol.get_next_available_stream_id()
            self._calls[stream] = Call()
            self._protocol.send_headers(stream, [
                (':method', 'POST'), (':scheme', 'https'), (':path', path), (':authority', authority),
                ('te', 'trailers'), ('content-type', 'application/grpc'),
            ])
            outgoing[stream] = bytearray(b''.join(struct.pack('!BI', 0, len(message)) + message for message in messages))
        calls = [self._calls[stream] for stream in outgoing]
        while not all(call.ended for call in calls):
            _send_what_fits(self._protocol, outgoing)
            for stream in [stream for stream, data in outgoing.items() if not data]:
                self._protocol.end_stream(stream)
                del outgoing[stream]
            self._connection.sendall(self._protocol.data_to_send())
            self._take(self._connection.recv(_PIECE))
        for call in calls:
            call.messages = _messages_of(bytes(call.raw))
        return calls

    def _take(self, data: bytes) -> None:
        if not data:
            raise ConnectionError('the connection ended before the calls did')
        for event in self._protocol.receive_data(data):
            if isinstance(event, h2.events.DataReceived):
                self._calls[event.stream_id].raw += event.data
                self._protocol.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            elif isinstance(event, h2.events.TrailersReceived):
                self._calls[event.stream_id].trailers = {_text(key): _text(value) for key, value in event.headers}
            elif isinstance(event, h2.events.StreamEnded):
                self._calls[event.stream_id].ended = True


def _send_what_fits(protocol: h2.connection.H2Connection, outgoing: dict[int, bytearray]) -> None:
    for stream, data in outgoing.items():
        while data and (room := min(protocol.local_flow_control_window(stream), protocol.max_outbound_frame_size, len(data))):
            protocol.send_data(stream, bytes(data[:room]))
            del data[:room]


def _messages_of(raw: bytes) -> list[bytes]:
    messages = []
    while raw:
        _, length = struct.unpack('!BI', raw[:5])
        messages.append(raw[5:5 + length])
        raw = raw[5 + length:]
    return messages


def _text(value: bytes | str) -> str:
    return value.decode('ascii') if isinstance(value, bytes) else value
