"""HTTP/1.1 as bytes: requests read exactly as they arrived, replies written by hand. A web framework would tidy them up."""
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from lab.proxy.signature import Headers

_CHUNK = 64 * 1024


@dataclass(frozen=True)
class RequestHead:
    """The request line and the headers, byte for byte (as Latin-1)."""

    method: str
    target: str
    version: str
    headers: Headers

    def header(self, name: str) -> str | None:
        """The first header of that name, in any case."""
        return next((value for key, value in self.headers if key.lower() == name), None)


async def read_head(reader: asyncio.StreamReader) -> RequestHead | None:
    """The next request's head; None when the peer has closed."""
    try:
        raw = await reader.readuntil(b'\r\n\r\n')
    except asyncio.IncompleteReadError:
        return None
    first, *lines = raw[:-4].decode('latin-1').split('\r\n')
    method, target, version = first.split(' ')
    headers = [(name, value.strip(' \t')) for name, _, value in (line.partition(':') for line in lines)]
    return RequestHead(method, target, version, headers)


async def read_body(head: RequestHead, reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """The body, piece by piece as it comes in."""
    if (head.header('transfer-encoding') or '').lower() == 'chunked':
        while size := int(await reader.readline(), 16):
            async for piece in _exactly(size, reader):
                yield piece
            await reader.readexactly(2)
        await reader.readexactly(2)
        return
    async for piece in _exactly(int(head.header('content-length') or 0), reader):
        yield piece


async def _exactly(size: int, reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while size:
        piece = await reader.read(min(size, _CHUNK))
        if not piece:
            raise asyncio.IncompleteReadError(b'', size)
        size -= len(piece)
        yield piece


def head_of_reply(status: str, headers: Headers) -> bytes:
    """A reply up to its body."""
    lines = [f'HTTP/1.1 {status}', *(f'{name}: {value}' for name, value in headers), '', '']
    return '\r\n'.join(lines).encode('latin-1')
