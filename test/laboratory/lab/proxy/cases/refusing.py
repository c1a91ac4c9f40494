"""What a refusal is, and its proof.

The capture on the proxy's own wire shows that neither a DNS question nor a connection attempt left. The client gets nothing that
looks like success, and the log has one line that does not say that something was forwarded.
"""
from __future__ import annotations

import socket
from collections.abc import Sequence
from contextlib import suppress

from lab.proxy.access_log import LogLine
from lab.proxy.client import read_to_end
from lab.proxy.laboratory import Laboratory
from lab.running.case import expect, expect_equal
from lab.sandbox.waiting import wait_for

_LINE_SECONDS, _PATIENCE_SECONDS = 3, 15
_REFUSALS = (b'HTTP/1.1 400 ', b'HTTP/1.1 405 ', b'HTTP/1.1 414 ', b'HTTP/1.1 501 ', b'HTTP/1.1 505 ')


def refuse_tls(lab: Laboratory, first_bytes: bytes, verdict: str | None = None) -> None:
    """Proves that a TLS client is refused, with this verdict in the log, or with any."""
    answer, line = _send(lab, 443, first_bytes)
    expect_equal('answer', answer, b'')
    _expect_verdict(line, verdict)


def refuse_http(lab: Laboratory, request: bytes, verdict: str | None = None) -> None:
    """Proves that a request is refused: closed, or answered by nginx itself."""
    answer, line = _send(lab, 80, request)
    expect(answer == b'' or answer.startswith(_REFUSALS), f'{request!r} was answered: {answer[:200]!r}')
    _expect_verdict(line, verdict)


def refuse_all(lab: Laboratory, port: int, openings: Sequence[bytes], at_once: int = 50) -> None:
    """Proves that each of many clients is refused, one proof for all, where the log may say nothing."""
    mark = lab.capture.mark()
    for start in range(0, len(openings), at_once):
        group = openings[start:start + at_once]
        connections = [lab.client.connect(port) for _ in group]
        for connection, opening in zip(connections, group, strict=True):
            connection.sendall(opening)
            if port == 443:
                connection.shutdown(socket.SHUT_WR)         # so that nobody waits for the rest of what was cut short
        for connection, opening in zip(connections, group, strict=True):
            with connection:
                answer = read_to_end(connection)
            expect(answer == b'' or (port == 80 and answer.startswith(_REFUSALS)), f'{opening[-120:]!r} was answered: {answer[:200]!r}')
    _expect_nothing_left(lab, mark, f'one of {len(openings)} clients')


def _send(lab: Laboratory, port: int, first_bytes: bytes) -> tuple[bytes, LogLine]:
    """What the client got before the connection was closed, and the log line, after proving that nothing left the proxy.

    If the client was refused very often just now, lines about it are counted together. It then tries again.
    """
    def attempt() -> tuple[bytes, LogLine] | None:
        with lab.client.connect(port) as connection:
            client_port = connection.getsockname()[1]
            connection.sendall(first_bytes)
            answer = read_to_end(connection)
        with suppress(TimeoutError):
            return answer, lab.log.of_client(lab.client.address, client_port, _LINE_SECONDS)
        return None

    mark = lab.capture.mark()
    sent = wait_for('a refusal with a line of its own', attempt, _PATIENCE_SECONDS)
    _expect_nothing_left(lab, mark, repr(first_bytes[-80:]))
    return sent


def _expect_nothing_left(lab: Laboratory, mark: int, who: str) -> None:
    left = lab.egress_since(mark)
    expect(not left, f'{who} made something leave: {", ".join(map(str, left))}')


def _expect_verdict(line: LogLine, verdict: str | None) -> None:
    if verdict is None:
        expect(line['verdict'] != 'forwarded', f"the log says of {line['name']!r} that it was forwarded")
    else:
        expect_equal(f"verdict on {line['name']!r}", line['verdict'], verdict)
