"""Replies with large heads pass over HTTP as they do over TLS."""
from __future__ import annotations

from lab.proxy.cases.registry import case
from lab.proxy.cases.ways import HTTP_WAYS, WAYS, lead_to_scripted
from lab.proxy.client import exchange
from lab.proxy.laboratory import Laboratory
from lab.proxy.scripted_service import Behaviour, Visit
from lab.running.case import expect_equal

_LARGE_HEADS = {
    'one header of 31 kB': [('X-Large', 'y' * 31_000)],
    'sixty cookies of 500 bytes': [('Set-Cookie', f'c{number}=' + 'z' * 500) for number in range(60)],
}


@case('replies whose heads have up to 32 KiB, in one header or in sixty cookies, arrive as they were sent')
def _large(lab: Laboratory) -> None:
    lead_to_scripted(lab)
    for what, headers in _LARGE_HEADS.items():
        with lab.scripted.doing(_replying(headers)):
            for way in WAYS:
                reply = way.get(lab)
                arrived = [(name, value) for name, value in reply.headers if name in ('X-Large', 'Set-Cookie')]
                expect_equal(f'{what} over {way}', (reply.status, arrived == headers, reply.body), (200, True, b'body'))


@case('known limit: over HTTP a reply whose head is larger than 32 KiB becomes a 502, and others are served')
def _too_large(lab: Laboratory) -> None:
    lead_to_scripted(lab)
    for way in HTTP_WAYS:
        with lab.scripted.doing(_replying([('X-Large', 'y' * 33_000)])):
            expect_equal('status', way.get(lab).status, 502)
        with way.connect(lab) as connection:
            expect_equal('status of another request', exchange(connection, 'GET', '/', [('Host', way.host)]).status, 200)


def _replying(headers: list[tuple[str, str]]) -> Behaviour:
    async def reply(visit: Visit) -> None:
        while await visit.take():
            await visit.reply(b'body', headers=tuple(headers))

    return reply
