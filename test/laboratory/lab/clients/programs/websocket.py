"""A WebSocket client in Python, on websockets: `websocket.py URL` prints what it got."""
from __future__ import annotations

import os
import ssl
import sys

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

_SECONDS = 60


def main() -> None:
    """Sends a text, 200 kB and a ping, asks the service to close, and waits for that."""
    tls = ssl.create_default_context() if sys.argv[1].startswith('wss:') else None
    with connect(sys.argv[1], subprotocols=['chat'], ssl=tls, open_timeout=_SECONDS) as socket:
        print('subprotocol', socket.subprotocol)
        for message in ('hello, wörld', os.urandom(200_000)):
            socket.send(message)
            got = socket.recv(timeout=_SECONDS)
            print(type(got).__name__, len(got), got == message)
        print('pong', socket.ping().wait(_SECONDS))
        socket.send('end')
        try:
            socket.recv(timeout=_SECONDS)
        except ConnectionClosed as closed:
            print('closed', closed.rcvd and (closed.rcvd.code, closed.rcvd.reason))


if __name__ == '__main__':
    main()
