"""Runs real programs twice each, directly and through the proxy of a synthesised template: what they get must be the same, and the log true.

Each case prints one line; the last line is `N passed, M failed`. Exit code 1 if any failed.
"""
from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path

from lab.clients.comparison import Way, check_all_told, check_sessions, compare
from lab.clients.conversations import conversations
from lab.clients.load_programs import check_ab, check_wget
from lab.clients.programs import CLIENTS, REFUSED_UPLOAD, Service, grpc_service, running, services
from lab.clients.uploads import check_uploads
from lab.proxy.client_machine import HostsFile, trusting
from lab.proxy.laboratory import Laboratory, open_laboratory
from lab.proxy.nginx_binary import add_nginx_option
from lab.proxy.quick_start import GENERATED, SERVICE
from lab.running.case import Case
from lab.running.report import Report
from lab.sandbox.isolation import WORKSHOP, enter_sandbox

_TIME_LIMIT_SECONDS = 900


def main() -> int:
    """Runs the suite; the exit code."""
    arguments = _arguments()
    enter_sandbox(_TIME_LIMIT_SECONDS)
    report = Report()
    with open_laboratory(arguments.template) as lab:
        report.say(f'{lab.nginx}, configuration of {arguments.template.name}')
        certificate = WORKSHOP / 'service.pem'
        certificate.write_bytes(lab.authority.server_pem(['*.apps.example.com', SERVICE]))
        programs, grpc = services(certificate), grpc_service(certificate)
        with running(lab, [*programs, grpc]):
            lab.dns.names[GENERATED] = [programs[0].address]
            lab.restart()
            report.run(_cases(lab, programs, grpc, arguments.only), lab)
    return report.end()


def _cases(lab: Laboratory, programs: list[Service], grpc: Service, only: str) -> list[Case[Laboratory]]:
    """A name that is looked up for each service, a name of its own, and TLS, which is passed through as it comes."""
    hosts, first = HostsFile(WORKSHOP), programs[0]
    http_ways = [*(Way('http', service.name, service) for service in programs), Way('http', SERVICE, first)]
    tls_ways = [Way('https', first.name, first)]
    # TLS comes first: there Java waits for its limit, after an upload that is refused, and others run meanwhile.
    pairs = [(client, way) for way in [*tls_ways, *http_ways] for client in CLIENTS if only in client.name and way.is_called_by(client)]
    variables = trusting(lab.authority.root_pem, WORKSHOP)
    lines_before = len(lab.log.settle().lines)
    pairings = compare(lab, variables, hosts, pairs, WORKSHOP)
    lab.log.settle()
    to_many = [way for way in http_ways if way.service.called_by is None]
    uploader = next(client for client in CLIENTS if client.name == 'curl')      # a connection for each, and it looks for an answer while it sends
    return [
        *(Case(f'{pairing} gets the same through the proxy', pairing.check_answers) for pairing in pairings),
        *(Case(f'the log is true: {pairing}', pairing.check_log) for pairing in pairings if pairing.way.scheme == 'http'),
        *(Case(f'the log is true: all sessions of {way}', partial(check_sessions, pairings=[pairing for pairing in pairings if pairing.way == way]))
          for way in tls_ways if pairings),
        Case('the log is true: it has no line but for what the programs did', partial(check_all_told, since=lines_before)),
        *(Case(f'{talk} prints the same through the proxy, and the log is true', partial(talk.check, hosts=hosts, variables=variables))
          for talk in conversations(programs[2], grpc) if only in talk.name),
        *(Case(f'uploads: each is answered by the service that refuses it early: {way}', partial(check_uploads, hosts=hosts, client=uploader, way=way, folder=WORKSHOP))
          for way in _uploads(programs)),
        Case('ab: each of its requests is answered, with and without kept connections', partial(check_ab, hosts=hosts, ways=to_many)),
        Case('wget: the same bytes as without the proxy', partial(check_wget, hosts=hosts, ways=to_many)),
    ]


def _uploads(programs: list[Service]) -> list[Way]:
    """By a name that is looked up and by a name of its own, to each service that reads on for a while: Java's resets the connection, whoever sends."""
    return [Way('http', name, service) for service in programs if REFUSED_UPLOAD not in service.lacks for name in (service.name, SERVICE)]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('template', type=Path, help='a synthesised CloudFormation template that allows api.example.com and *.apps.example.com')
    parser.add_argument('--only', default='', metavar='CLIENT', help='run the clients whose name holds this')
    add_nginx_option(parser)
    return parser.parse_args()


if __name__ == '__main__':
    sys.exit(main())
