"""Forms of requests and replies that some programs take over HTTP and nginx does not: who sends them gets an error, and the log says why."""
from __future__ import annotations

from lab.proxy.access_log import LogLine
from lab.proxy.cases.registry import case
from lab.proxy.cases.ways import HTTP_WAYS, Way, lead_to_scripted
from lab.proxy.client import read_reply
from lab.proxy.laboratory import Laboratory
from lab.proxy.scripted_service import sending
from lab.running.case import expect_equal

_REQUESTS: dict[str, tuple[str, str, int]] = {      # first line, headers and body, and the status that nginx answers
    'a header that is continued on the next line': ('GET / HTTP/1.1', 'X-A: a\r\n b\r\n\r\n', 400),
    'a header of 17 kB': ('GET / HTTP/1.1', f'X-A: {"a" * 17_000}\r\n\r\n', 400),
    'headers of 70 kB in all': ('GET / HTTP/1.1', ''.join(f'X-{number}: {"a" * 10_000}\r\n' for number in range(7)) + '\r\n', 400),
    'a target of 17 kB': (f'GET /{"a" * 17_000} HTTP/1.1', '\r\n', 414),
    'a target above the root, encoded': ('GET /%2e%2e/b HTTP/1.1', '\r\n', 400),
    'a method with a digit': ('VERSION2 / HTTP/1.1', '\r\n', 400),
    'two Authorization headers': ('GET / HTTP/1.1', 'Authorization: a\r\nAuthorization: b\r\n\r\n', 400),
    'two conditions of one kind': ('GET / HTTP/1.1', 'If-Modified-Since: a\r\nIf-Modified-Since: b\r\n\r\n', 400),
    'two equal lengths': ('POST / HTTP/1.1', 'Content-Length: 2\r\nContent-Length: 2\r\n\r\nab', 400),
    'chunks that are compressed': ('POST / HTTP/1.1', 'Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n', 501),
    'no transfer coding, said so': ('POST / HTTP/1.1', 'Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\nab', 501),
    'chunks over HTTP/1.0': ('POST / HTTP/1.0', 'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400),
}
_REPLIES: dict[str, str] = {
    'a header that is continued on the next line': 'X-A: a\r\n b\r\nContent-Length: 2\r\n\r\nok',
    'a space before a colon': 'X-A : a\r\nContent-Length: 2\r\n\r\nok',
    'two equal lengths': 'Content-Length: 2\r\nContent-Length: 2\r\n\r\nok',
    'two equal lengths in one header': 'Content-Length: 2, 2\r\n\r\nok',
    'a length with a sign': 'Content-Length: +2\r\n\r\nok',
    'a length and chunks': 'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
    'chunks that are compressed': 'Transfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
    'no transfer coding, said so': 'Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\nok',
}


@case('known limit: over HTTP nginx refuses requests of some forms that services may take, and logs them as unreadable')
def _requests(lab: Laboratory) -> None:
    for what, (first_line, rest, status) in _REQUESTS.items():
        for way in HTTP_WAYS:
            answered, line = _ask(lab, way, f'{first_line}\r\nHost: {way.host}\r\n{rest}')
            expect_equal(f'status, and what the log says of {what}', (answered, line['verdict'], line['status']), (status, 'unreadable', status))


@case('known limit: over HTTP replies of some forms that clients may take become a 502, and nginx logs them as bad replies')
def _replies(lab: Laboratory) -> None:
    lead_to_scripted(lab)
    for what, rest in _REPLIES.items():
        with lab.scripted.doing(sending(f'HTTP/1.1 200 OK\r\n{rest}'.encode())):
            for way in HTTP_WAYS:
                answered, line = _ask(lab, way, f'GET / HTTP/1.1\r\nHost: {way.host}\r\n\r\n')
                expect_equal(f'status, and what the log says of {what}', (answered, line['verdict'], line['status']), (502, 'bad-reply', 502))


def _ask(lab: Laboratory, way: Way, request: str) -> tuple[int, LogLine]:
    with way.connect(lab) as connection:
        port = connection.getsockname()[1]
        connection.sendall(request.encode())
        status = read_reply(connection).status
    return status, lab.log.of_client(lab.client.address, port)
