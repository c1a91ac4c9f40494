"""Stands in for the Network Load Balancer: forwards TCP to the task and says in a PROXY v2 header who the client is.

As the real one does with client-IP preservation off, it connects from its own private address, and sends the header together
with the client's first bytes.
"""
from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping

from lab.proxy.proxy_header import local_header, proxy_header
from lab.sandbox.background_loop import BackgroundLoop, Serve
from lab.sandbox.namespaces import BACKLOG, NetworkNamespace

_PIECE = 64 * 1024


class LoadBalancer:
    """Listens at its public addresses, forwards to one task at a time."""

    def __init__(
        self, loop: BackgroundLoop, namespace: NetworkNamespace, public: list[str], private: str, task: str, ports: Mapping[int, int],
    ) -> None:
        self.namespace, self._private, self._task = namespace, private, task
        self._sessions: set[asyncio.Task[None] | None] = set()
        loop.run(self._listen(public, ports))

    async def _listen(self, public: list[str], ports: Mapping[int, int]) -> None:
        for address in public:
            for port, target in ports.items():
                await asyncio.start_server(self._forwarder(target), sock=self.namespace.listener(address, port), backlog=BACKLOG)

    def is_healthy(self, port: int) -> bool:
        """One health check: TCP, with the header that the real one sends there too."""
        try:
            with self.connect_to_task(port) as probe:
                probe.sendall(local_header())
                return True
        except OSError:
            return False

    def send_to(self, task: str) -> None:
        """Sends new connections to this task. Those that are open stay where they are."""
        self._task = task

    def connect_to_task(self, port: int, source: str | None = None) -> socket.socket:
        """A connection from the load balancer's address, or from another one of it, on which nothing has been sent yet."""
        return self.namespace.connect(self._task, port, source=source or self._private)

    def _forwarder(self, target: int) -> Serve:
        async def forward(from_client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
            session = asyncio.current_task()
            self._sessions.add(session)         # the event loop does not hold on to a session that is half-closed
            try:
                await self._forward(target, from_client, to_client)
            finally:
                self._sessions.discard(session)

        return forward

    async def _forward(self, target: int, from_client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        try:
            from_task, to_task = await self._open(target)
        except OSError:
            to_client.transport.abort()
            return
        header = proxy_header(to_client.get_extra_info('peername')[:2], to_client.get_extra_info('sockname')[:2])
        await asyncio.gather(_copy(from_client, to_task, header), _copy(from_task, to_client))
        to_task.close()
        to_client.close()

    async def _open(self, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        outgoing = self.namespace.open_socket(socket.AF_INET, socket.SOCK_STREAM)
        outgoing.setblocking(False)
        outgoing.bind((self._private, 0))
        try:
            await asyncio.get_running_loop().sock_connect(outgoing, (self._task, port))
        except OSError:
            outgoing.close()
            raise
        return await asyncio.open_connection(sock=outgoing)


async def _copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter, before_first: bytes = b'') -> None:
    """Copies until the source ends, and passes the end on: half-closed connections stay half-closed, broken ones break."""
    try:
        while piece := await source.read(_PIECE):
            sink.write(before_first + piece)
            before_first = b''
            await sink.drain()
        sink.write_eof()
    except OSError:
        sink.transport.abort()
