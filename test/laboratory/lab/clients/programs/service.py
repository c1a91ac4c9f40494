"""A service in Python, on uvicorn. What its paths do is said in ../README.md."""
from __future__ import annotations

import asyncio
import hashlib
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from typing import Any

import uvicorn

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]


async def main() -> None:
    """Over HTTP, and over TLS with the certificate of the command line."""
    ports = {80: {}, 443: {'ssl_certfile': sys.argv[1]}}
    servers = [uvicorn.Server(uvicorn.Config(serve, host='0.0.0.0', port=port, log_level='error', lifespan='off', **tls)) for port, tls in ports.items()]
    await asyncio.gather(*(server.serve() for server in servers))


async def serve(scope: Scope, receive: Receive, send: Send) -> None:
    """One request, or the start of the server."""
    if scope['type'] == 'websocket':
        await _converse(scope, receive, send)
    if scope['type'] != 'http':
        return
    _, _, kind, argument, *_ = (*scope['raw_path'].decode('latin-1').split('/'), '', '', '')
    number = int(argument) if argument.isdigit() else 0
    status, headers, pieces = (200, [], [b'body'])
    if kind == 'status':
        status, pieces = number, []
    elif kind == 'bytes':
        headers, pieces = [(b'content-length', argument.encode())], [b'b' * number]
    elif kind == 'chunks':
        pieces = [b'c' * (number // 10)] * 10
    elif kind == 'head':
        headers = [(b'x-large', b'h' * number)]
    elif kind == 'cookies':
        headers = [(b'set-cookie', b'c%d=%s' % (cookie, b'z' * 300)) for cookie in range(number)]
    elif kind == 'refuse':
        status, pieces = number, [b'you may not']
    elif kind == 'late':
        await asyncio.sleep(number / 1000)
        pieces = [b'late']
    elif kind == 'events':
        await _answer(send, 200, [(b'content-type', b'text/event-stream')], _events(number))
        return
    else:
        pieces = [await _echo(scope, receive)]
    await _answer(send, status, headers, _all(pieces))


async def _converse(scope: Scope, receive: Receive, send: Send) -> None:
    """Each message goes back, until the client asks for the end."""
    await send({'type': 'websocket.accept', 'subprotocol': next(iter(scope['subprotocols']), None)})
    while (message := await receive()).get('text') != 'end':
        if message['type'] == 'websocket.disconnect':
            return
        if message['type'] == 'websocket.receive':
            await send({'type': 'websocket.send', **{kind: content for kind, content in message.items() if kind in ('bytes', 'text')}})
    await send({'type': 'websocket.close', 'code': 4001, 'reason': 'bye'})


async def _answer(send: Send, status: int, headers: Headers, pieces: AsyncIterator[bytes]) -> None:
    await send({'type': 'http.response.start', 'status': status, 'headers': headers})
    async for piece in pieces:
        await send({'type': 'http.response.body', 'body': piece, 'more_body': True})
    await send({'type': 'http.response.body', 'body': b''})


async def _all(pieces: list[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


async def _events(number: int) -> AsyncIterator[bytes]:
    for event in range(number):
        yield b'data: %d\n\n' % event
        await asyncio.sleep(0.05)


async def _echo(scope: Scope, receive: Receive) -> bytes:
    digest, length, more = hashlib.sha256(), 0, True
    while more:
        message = await receive()
        digest.update(message.get('body', b''))
        length += len(message.get('body', b''))
        more = message.get('more_body', False)
    target = scope['raw_path'].decode('latin-1') + ('?' + scope['query_string'].decode('latin-1') if scope['query_string'] else '')
    host = dict(scope['headers'])[b'host'].decode('latin-1')
    return json.dumps([scope['method'], target, host, length, digest.hexdigest()]).encode()


if __name__ == '__main__':
    asyncio.run(main())
