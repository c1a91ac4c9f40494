"""What the data plane promises. Each module registers its cases.

The modules of a lane run in this order, in one laboratory; lanes run at the same time, each in its own.
"""
from __future__ import annotations

from lab.proxy.generated_names import GeneratedNamesLaboratory
from lab.proxy.laboratory import Laboratory
from lab.proxy.listener_ports import ListenerPortsLaboratory
from lab.proxy.many_services import ManyServicesLaboratory
from lab.proxy.other_modes import RedirectLaboratory, TlsOnlyLaboratory
from lab.proxy.restricted_names import RestrictedNamesLaboratory
from lab.running.lanes import Lanes

OWN_TEMPLATE: dict[str, type[Laboratory]] = {
    'generated names': GeneratedNamesLaboratory, 'redirect': RedirectLaboratory, 'TLS only': TlsOnlyLaboratory,
    'restricted names': RestrictedNamesLaboratory, 'restricted redirect': RedirectLaboratory,
    'listener ports': ListenerPortsLaboratory, 'many services': ManyServicesLaboratory,
}
"""The lanes whose cases run a template of their own."""

LANES = Lanes(__name__, {
    'promises': ('tls', 'http', 'signatures', 'refusals', 'client_address', 'health', 'streaming', 'lifecycle'),
    'functions': ('bodies', 'messages', 'early_answers', 'large_heads', 'hop_by_hop', 'rewritten_messages', 'forms_refused', 'interim_replies', 'verdicts', 'grpc', 'address_family'),
    'long pauses': ('long_pauses',),
    'dns': ('faults_dns',),
    'dns over time': ('faults_dns_time',),
    'upstreams': ('faults_upstream', 'faults_reuse'),
    'attacks': ('attacks_names', 'attacks_tls', 'attacks_proxy_header', 'attacks_http'),
    'smuggling': ('attacks_smuggling', 'attacks_upstream'),
    'addresses': ('attacks_addresses', 'slow_clients'),
    'floods': ('floods',),
    'others: sockets': ('others_sockets', 'others_segments', 'others_left_behind'),
    'long way': ('long_way', 'others_lost_packets'),
    'others: slots': ('others_slots', 'others_half_open'),
    'others: answers': ('others_work', 'others_answers', 'others_addresses', 'others_services'),
    'others: log': ('others_log',),
    'others: errors': ('others_errors',),
    'watch': ('worker_watch',),
    'half-closed': ('half_closed',),
    'generated names': ('generated_names',),
    'redirect': ('redirect',),
    'TLS only': ('tls_only',),
    'restricted names': ('restricted_names',),
    'restricted redirect': ('restricted_redirect',),
    'listener ports': ('listener_ports',),
    'many services': ('others_kept',),
    'load': ('drain', 'faults_limits', 'faults_shared_limits', 'bulk'),
})

HEAVY = {'floods', 'others: sockets', 'long way', 'others: slots', 'others: answers', 'others: log', 'load'}
"""The lanes that use a whole processor. One runs at a time, or none of them would show what another client notices."""
