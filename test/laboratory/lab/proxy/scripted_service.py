"""A service behind VPC Lattice that does what a case wants, good or bad: the case brings the behaviour, as a coroutine."""
from __future__ import annotations

import asyncio
import itertools
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from lab.proxy.http_wire import RequestHead, head_of_reply, read_body, read_head
from lab.sandbox.background_loop import BackgroundLoop, Serve
from lab.sandbox.namespaces import BACKLOG, NetworkNamespace


@dataclass
class Visit:
    """One connection from the proxy."""

    address: str
    scheme: str
    connection: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    requests: list[RequestHead] = field(default_factory=list)

    async def take(self) -> RequestHead | None:
        """The next request, its body read and forgotten; None when the proxy has closed."""
        head = await read_head(self.reader)
        if head is not None:
            self.requests.append(head)
            async for _ in read_body(head, self.reader):
                pass
        return head

    async def send(self, data: bytes) -> None:
        """Sends these bytes."""
        self.writer.write(data)
        await self.writer.drain()

    async def reply(self, body: bytes = b'', status: str = '200 OK', headers: tuple[tuple[str, str], ...] = ()) -> None:
        """A reply of known length, after which the connection stays open."""
        await self.send(head_of_reply(status, [*headers, ('Content-Length', str(len(body)))]) + body)

    async def pause(self, seconds: float) -> None:
        """Lets time pass; everything else goes on."""
        await asyncio.sleep(seconds)

    def reset(self) -> None:
        """Ends the connection with RST instead of FIN."""
        self.writer.get_extra_info('socket').setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        self.writer.transport.abort()


Behaviour = Callable[[Visit], Awaitable[None]]
"""Serves one connection, which is closed when it returns."""


async def say_where(visit: Visit) -> None:
    """Answers every request with the address that it came to."""
    while await visit.take():
        await visit.reply(visit.address.encode())


def sending(raw: bytes) -> Behaviour:
    """Takes a request, sends these bytes, and closes."""

    async def send(visit: Visit) -> None:
        if await visit.take():
            await visit.send(raw)

    return send


class ScriptedService:
    """Listens on 443 and 80 of some addresses."""

    def __init__(self, loop: BackgroundLoop, namespace: NetworkNamespace, addresses: tuple[str, ...], tls: ssl.SSLContext) -> None:
        self.addresses = addresses
        self.visits: list[Visit] = []
        """Every connection so far."""
        self._behaviour: Behaviour = say_where
        self._loop, self._namespace, self._tls = loop, namespace, tls
        self._numbers = itertools.count(1)
        self._listening: dict[str, list[asyncio.Server]] = {}
        for address in addresses:
            self.open(address)

    @contextmanager
    def doing(self, behaviour: Behaviour) -> Iterator[list[Visit]]:
        """For the length of the block each new connection is served like this; gives the connections that came in it."""
        self._loop.run(self._end_visits(self.addresses))
        before, self._behaviour, self.visits = self._behaviour, behaviour, []
        try:
            yield self.visits
        finally:
            self._behaviour = before

    def open(self, address: str) -> None:
        """Listens at the address."""
        self._loop.run(self._open(address))

    def close(self, address: str) -> None:
        """Refuses whatever comes to the address, and ends what is there."""
        self._loop.run(self._close(address))

    async def _open(self, address: str) -> None:
        self._listening[address] = [
            await asyncio.start_server(self._server(address, scheme), sock=self._namespace.listener(address, port), backlog=BACKLOG, ssl=tls, limit=1 << 20)
            for scheme, port, tls in (('https', 443, self._tls), ('http', 80, None))
        ]

    async def _close(self, address: str) -> None:
        for server in self._listening.pop(address):
            server.close()
        await self._end_visits((address,))

    async def _end_visits(self, addresses: tuple[str, ...]) -> None:
        """The proxy is left without a connection that it could use again."""
        for visit in self.visits:
            if visit.address in addresses:
                visit.writer.close()
        await asyncio.sleep(0.05)

    def _server(self, address: str, scheme: str) -> Serve:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            visit = Visit(address, scheme, next(self._numbers), reader, writer)
            self.visits.append(visit)
            try:
                await self._behaviour(visit)
            except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
                pass                # the peer broke off, or sent what is not HTTP: there is nobody to answer
            finally:
                writer.close()

        return serve
