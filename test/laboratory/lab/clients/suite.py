"""Runs real programs twice each, directly and through the proxy of a synthesised template: what they get must be the same, and the log true.

Each case prints one line; the last line is `N passed, M failed`. Exit code 1 if any failed.
"""
from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path

from lab.clients.comparison import Way, compare
from lab.clients.load_programs import check_ab, check_wget
from lab.clients.programs import CLIENTS, Service, running, services
from lab.proxy.client_machine import HostsFile, trusting
from lab.proxy.laboratory import Laboratory, open_laboratory
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
        programs = services(certificate)
        with running(lab, programs):
            lab.dns.names[GENERATED] = [programs[0].address]
            lab.restart()
            report.run(_cases(lab, programs, arguments.only), lab)
    return report.end()


def _cases(lab: Laboratory, programs: list[Service], only: str) -> list[Case[Laboratory]]:
    """A name that is looked up for each service, a name of its own, and TLS, which is passed through as it comes."""
    hosts, first = HostsFile(WORKSHOP), programs[0]
    http_ways = [*(Way('http', service.name, service) for service in programs), Way('http', SERVICE, first)]
    clients = tuple(client for client in CLIENTS if only in client.name)
    pairings = compare(lab, trusting(lab.authority.root_pem, WORKSHOP), hosts, clients, [*http_ways, Way('https', first.name, first)], WORKSHOP)
    lab.log.settle()
    return [
        *(Case(f'{pairing.client.name} gets the same through the proxy: {pairing.way}', pairing.check_answers) for pairing in pairings),
        *(Case(f'the log is true: {pairing.client.name}, {pairing.way}', pairing.check_log) for pairing in pairings if pairing.way.scheme == 'http'),
        Case('ab: each of its requests is answered, with and without kept connections', partial(check_ab, hosts=hosts, ways=http_ways)),
        Case('wget: the same bytes as without the proxy', partial(check_wget, hosts=hosts, ways=http_ways)),
    ]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('template', type=Path, help='a synthesised CloudFormation template that allows api.example.com and *.apps.example.com')
    parser.add_argument('--only', default='', metavar='CLIENT', help='run the clients whose name holds this')
    return parser.parse_args()


if __name__ == '__main__':
    sys.exit(main())
