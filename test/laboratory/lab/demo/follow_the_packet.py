"""Runs the nginx of a synthesised template and follows requests through it, from a client to VPC Lattice and back.

Every part is real or a stand-in of the data-plane laboratory; nothing leaves this machine. Exit code 0 only if everything went as
promised.
"""
from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from lab.demo import screen
from lab.proxy.access_log import LogLine
from lab.proxy.capture import Egress
from lab.proxy.client import Reply, exchange
from lab.proxy.laboratory import Laboratory, open_laboratory
from lab.proxy.quick_start import GENERATED, LOOKED_UP, LOOKED_UP_EXAMPLE, SERVICE
from lab.proxy.signature import sign
from lab.sandbox.isolation import enter_sandbox

_TIME_LIMIT_SECONDS = 30
_REFUSED = 'www.example.org'


@dataclass(frozen=True)
class Journey:
    """One request: what came back (nothing where the connection was closed), what left the proxy, what its log says."""

    name: str
    reply: Reply | None
    left: list[Egress]
    line: LogLine

    def count(self, kind: str) -> int:
        """How many things of a kind left the proxy."""
        return sum(egress.kind == kind for egress in self.left)


def main() -> int:
    """Tells the story; the exit code."""
    if len(sys.argv) != 2:
        print('usage: python -m lab.demo.follow_the_packet TEMPLATE.json', file=sys.stderr)
        return 2
    enter_sandbox(_TIME_LIMIT_SECONDS)
    with open_laboratory(Path(sys.argv[1])) as lab:
        lab.wait_until_ready()
        show_the_way(lab)
        kept = [*follow_a_signed_request(lab), *follow_a_tampered_request(lab), *follow_a_refused_name(lab)]
    screen.heading(f'{sum(kept)} of {len(kept)} promises kept')
    return 0 if all(kept) else 1


def show_the_way(lab: Laboratory) -> None:
    """Who stands where."""
    plan, container = lab.addresses, lab.ingress.container
    screen.heading("The packet's way, with the configuration of the synthesised template")
    screen.way([
        ('client', plan.client, 'somewhere on the internet; signs its requests with the AWS SDK'),
        ('load balancer', plan.load_balancer_public, f'stand-in for the NLB: passes TCP on from {plan.load_balancer}, with a PROXY v2 header'),
        ('proxy', plan.task, f"{lab.nginx}, started by the template's entry point, uid {container.uid}, root read-only"),
        ('VPC Lattice', plan.service, "stand-in: ends TLS with a test CA's certificate, verifies SigV4"),
    ])
    screen.say(f"Beside the proxy stands VPC DNS at {plan.resolver}. A capture on the proxy's wire records every connection and every DNS question that leaves it.")


def follow_a_signed_request(lab: Laboratory) -> list[bool]:
    """The way that everything is for."""
    screen.heading(f'1. A signed request to https://{SERVICE}/')
    journey = send(lab, SERVICE, '/')
    seen = journey.reply.json() if journey.reply else {}
    screen.say(
        'nginx reads the name in the first TLS message and nothing more: the session stays between client and service. The name is on the list and goes straight to '
        f'{GENERATED}, whose address nginx keeps at hand.',
    )
    _show_reply(journey)
    screen.show('left the proxy', ', '.join(map(str, journey.left)))
    screen.show('access log', json.dumps(journey.line))
    return [
        screen.promise(journey.reply is not None and journey.reply.status == 200, 'the request is answered'),
        screen.promise(seen.get('signature') == 'valid', 'the signature holds at the service: the request arrived as it was signed'),
        screen.promise(journey.line['client'] == lab.addresses.client, f"the log has the client's address, {lab.addresses.client}, not the load balancer's"),
    ]


def follow_a_tampered_request(lab: Laboratory) -> list[bool]:
    """Who may do what is decided by VPC Lattice."""
    screen.heading('2. The same request, changed after it was signed')
    journey = send(lab, SERVICE, '/?amount=1000', signed_target='/?amount=1')
    reached = any(seen.target == '/?amount=1000' for seen in lab.service.requests)
    _show_reply(journey)
    screen.show('access log', json.dumps(journey.line))
    return [
        screen.promise(journey.reply is not None and journey.reply.status == 403, 'the request is refused with 403'),
        screen.promise(reached and journey.line['verdict'] == 'forwarded', 'by the service: the proxy forwarded it, and cannot read it either'),
    ]


def follow_a_refused_name(lab: Laboratory) -> list[bool]:
    """Closed by default, proven below nginx."""
    screen.heading(f'3. A name that nobody allowed: {_REFUSED}')
    lab.dns.names[_REFUSED] = [lab.addresses.looked_up_service]
    screen.say(f'DNS would answer for it. Beside it, for comparison: a name on the list, and one under {LOOKED_UP}, which is looked up.')
    journeys = [send(lab, name, '/') for name in (SERVICE, LOOKED_UP_EXAMPLE, _REFUSED)]
    screen.table(('name', 'DNS questions', 'connections', 'answer', 'verdict in the log'), [
        (journey.name, str(journey.count('question')), str(journey.count('connection')), _answer(journey), str(journey.line['verdict'])) for journey in journeys
    ])
    listed, looked_up, refused = journeys
    screen.show('access log', json.dumps(refused.line))
    return [
        screen.promise(listed.count('connection') == 1, 'the capture sees the connection for the listed name'),
        screen.promise(looked_up.count('question') == 1 and looked_up.count('connection') == 1, 'and the DNS question and the connection for the looked-up name'),
        screen.promise(refused.reply is None and not refused.left, 'for the refused name: no answer, no DNS question, no connection'),
        screen.promise(refused.line['client'] == lab.addresses.client, 'the log says who tried'),
    ]


def send(lab: Laboratory, name: str, target: str, signed_target: str | None = None) -> Journey:
    """One request over TLS, and all that can be known about it."""
    mark = lab.capture.mark()
    with lab.client.connect(443) as connection:
        port = connection.getsockname()[1]
        try:
            with lab.client.secure(connection, name) as session:
                reply = exchange(session, 'GET', target, sign('GET', 'https', name, signed_target or target))
        except OSError:
            reply = None
    line = lab.log.of_client(lab.client.address, port)
    return Journey(name, reply, lab.egress_since(mark), line)


def _show_reply(journey: Journey) -> None:
    screen.show('reply', _answer(journey))
    if journey.reply is None:
        return
    if journey.reply.status != 200:
        screen.show('says', journey.reply.body.decode())
        return
    seen = journey.reply.json()
    screen.show('the service saw', f"{seen['method']} {seen['target']}, Host {dict(seen['headers']).get('Host')}, from {seen['from_address']}, signature {seen['signature']}")


def _answer(journey: Journey) -> str:
    return f'HTTP {journey.reply.status}' if journey.reply else 'closed'


if __name__ == '__main__':
    sys.exit(main())
