"""The load balancer's health checks."""
from __future__ import annotations

from lab.proxy.cases.registry import case
from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import SERVICE
from lab.running.case import expect, expect_equal


@case('health: the port of the health checks answers, and its checks are not logged')
def _health(lab: Laboratory) -> None:
    lab.log.settle()
    mark, before = lab.capture.mark(), _lines_of_checks(lab)
    for _ in range(5):
        expect(lab.load_balancer.is_healthy(lab.ingress.health_port), 'the task is not healthy')
    with lab.load_balancer.connect_to_task(lab.ingress.health_port):
        pass
    expect_equal('what left', lab.egress_since(mark), [])
    with lab.client.connect_tls(SERVICE) as connection:
        port = connection.getsockname()[1]
    lab.log.of_client(lab.client.address, port)                 # later in the log than any line about the checks
    expect_equal('lines about the checks', _lines_of_checks(lab) - before, 0)


def _lines_of_checks(lab: Laboratory) -> int:
    """A health check comes from the load balancer itself."""
    return sum(line['client'] == lab.addresses.load_balancer for line in lab.log.lines)
