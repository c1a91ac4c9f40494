"""One client and the others: connections whose handshake a client never completes, which the kernel keeps in a queue of each listening port."""
from __future__ import annotations

import time

from lab.proxy.cases.bystander import Bystander
from lab.proxy.cases.registry import case
from lab.proxy.half_open import half_open, opening
from lab.proxy.laboratory import Laboratory
from lab.sandbox.waiting import wait_for

_QUEUE = 4096
"""`backlog` of a listening port."""
_SECONDS = 3


@case('one client and the others: a client that opens connections as fast as it can, and completes no handshake, fills the queues of both ports and slows nobody')
def _half_open(lab: Laboratory) -> None:
    """The kernel then answers without a place in the queue (SYN cookies), so it still completes the handshakes of others."""
    source, ports = lab.addresses.second_load_balancer, [lab.ingress.ports[443], lab.ingress.ports[80]]
    with lab.network.dropping(source), opening(lab.load_balancer.namespace, source, lab.addresses.task, ports):
        wait_for('the queues to be full', lambda: half_open(lab.proxy) >= len(ports) * _QUEUE)
        with Bystander(lab) as others:
            time.sleep(_SECONDS)
    others.expect_served()
    lab.restart()
