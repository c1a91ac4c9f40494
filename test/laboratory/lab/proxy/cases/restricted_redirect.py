"""Names that only some clients may ask for, where HTTP is sent to HTTPS: nobody else learns even that."""
from __future__ import annotations

import itertools

from lab.proxy.cases.caller import ask_http, ask_tls
from lab.proxy.cases.registry import case
from lab.proxy.client import read_reply
from lab.proxy.laboratory import Laboratory
from lab.proxy.restricted_names import BELOW_B, LOOKED_UP, LOOKED_UP_OF_A, LOOKED_UP_OF_B, NEITHER, OF_A, OPEN, PARTNER_A, PARTNER_B, PUBLIC_BELOW_B
from lab.running.case import expect_equal


@case('restricted redirect: a client that may ask for the name is redirected to HTTPS, as everybody is for other names, and nothing leaves the proxy')
def _sent(lab: Laboratory) -> None:
    mark = lab.capture.mark()
    own = (*itertools.product(PARTNER_A, (OF_A, LOOKED_UP_OF_A)), *itertools.product(PARTNER_B, (LOOKED_UP_OF_B, *BELOW_B)))
    for address, name in (*own, *itertools.product((PARTNER_A[0], PARTNER_B[0], NEITHER[0]), (OPEN, LOOKED_UP, *PUBLIC_BELOW_B))):
        with ask_http(lab, address, name).connection as connection:
            reply = read_reply(connection)
        expect_equal(f'status and place of {name}', (reply.status, dict(reply.headers)['Location']), (301, f'https://{name}:8443/'))
    expect_equal('what left', lab.egress_since(mark), [])


@case('restricted redirect: a client that may not ask for the name is closed, and not redirected')
def _closed(lab: Laboratory) -> None:
    for address in (*PARTNER_B, *NEITHER):
        for name in (OF_A, LOOKED_UP_OF_A):
            ask_http(lab, address, name).expect_stopped(name)
        ask_tls(lab, address, OF_A).expect_stopped(OF_A)
    for address in (*PARTNER_A, *NEITHER):
        for name in BELOW_B:
            ask_http(lab, address, name).expect_stopped(name)
