"""Two clients in Python: `client.py requests|httpx FILE` sends the requests of the file, and prints a line about each reply."""
from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import httpx
import requests

_SECONDS = 20
Answer = tuple[int, Iterable[tuple[str, str]], bytes]


def main() -> None:
    """Sends them one after the other."""
    send = {'requests': _with_requests, 'httpx': _with_httpx}[sys.argv[1]]()
    with Path(sys.argv[2]).open(encoding='ascii') as file:
        for line in file:
            key, method, url, size = line.rstrip('\n').split('\t')
            try:
                status, headers, body = send(method, url, b'x' * int(size))
            except Exception as error:  # noqa: BLE001 (what a client reports is what is compared)
                print(key, 'error', type(error).__name__, '', '', '', sep='\t', flush=True)
                continue
            shown = '\x1f'.join(f'{name.lower()}: {value}' for name, value in headers)
            print(key, status, hashlib.sha256(body).hexdigest(), len(body), '', shown, sep='\t', flush=True)


def _with_requests() -> Callable[[str, str, bytes], Answer]:
    session = requests.Session()

    def send(method: str, url: str, body: bytes) -> Answer:
        reply = session.request(method, url, data=body, timeout=_SECONDS)
        return reply.status_code, reply.raw.headers.items(), reply.content

    return send


def _with_httpx() -> Callable[[str, str, bytes], Answer]:
    client = httpx.Client(timeout=_SECONDS)

    def send(method: str, url: str, body: bytes) -> Answer:
        reply = client.request(method, url, content=body)
        return reply.status_code, reply.headers.multi_items(), reply.content

    return send


if __name__ == '__main__':
    main()
