"""VPC Lattice has IPv6 addresses too. The proxy goes to the IPv4 ones, and asks for no others."""
from __future__ import annotations

from lab.proxy.cases.registry import case
from lab.proxy.cases.ways import HTTP_WAYS, Way, lead_to_scripted, together
from lab.proxy.client import exchange
from lab.proxy.laboratory import Laboratory
from lab.proxy.scripted_service import Visit
from lab.running.case import expect_equal

_BOTH, _ONLY_V6 = 'both.apps.example.com', 'six.apps.example.com'


@case('the laboratory: VPC Lattice can be reached over IPv6 from where the proxy stands')
def _reachable(lab: Laboratory) -> None:
    with lab.proxy.connect(lab.addresses.looked_up_service_v6, 80) as connection:
        seen = exchange(connection, 'GET', '/', [('Host', _BOTH)]).json()
    expect_equal('address', seen['at'], lab.addresses.looked_up_service_v6)


@case('a name with addresses of both families leads to the IPv4 one, and AAAA is not asked for')
def _both(lab: Laboratory) -> None:
    lab.dns.names[_BOTH] = [lab.addresses.looked_up_service_v6, lab.addresses.looked_up_service]
    mark = len(lab.dns.kinds)
    for scheme in ('https', 'http'):
        expect_equal('address', Way(scheme, _BOTH).get(lab).json()['at'], lab.addresses.looked_up_service)
    expect_equal('kinds of questions', set(lab.dns.kinds[mark:]), {'A'})


@case('a name with an IPv6 address only is not forwarded: TLS is closed, HTTP gets 502')
def _only_v6(lab: Laboratory) -> None:
    lab.dns.names[_ONLY_V6] = [lab.addresses.looked_up_service_v6]
    mark = lab.capture.mark()
    expect_equal('HTTP', Way('http', _ONLY_V6).get(lab).status, 502)
    try:
        Way('https', _ONLY_V6).get(lab)
    except OSError:
        pass
    else:
        raise AssertionError('TLS was forwarded')
    expect_equal('connections', [str(egress) for egress in lab.egress_since(mark) if egress.kind == 'connection'], [])


@case('clients of both families are told apart in what the service sees, over kept connections too')
def _clients(lab: Laboratory) -> None:
    async def say_client(visit: Visit) -> None:
        while head := await visit.take():
            await visit.reply((head.header('x-forwarded-for') or 'nobody').encode())

    def ask(way: Way) -> None:
        for client in (lab.client, lab.client_v6) * 5:
            with client.connect(80) as connection:
                expect_equal('client', exchange(connection, 'GET', '/', [('Host', way.host)]).body, client.address.encode())

    lead_to_scripted(lab)
    with lab.scripted.doing(say_client):
        together(ask, HTTP_WAYS)
