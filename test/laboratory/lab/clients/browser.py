"""Runs Chromium in the laboratory, directly and through the proxy, with several names: over TLS it may send requests for one over the session of another.

Each case prints one line; the last line is `N passed, M failed`. Exit code 1 if any failed.
"""
from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.clients.programs import BROWSER, IN_PAGE, Service, in_client, named_service, running, services
from lab.proxy.client_machine import HostsFile, trusting
from lab.proxy.laboratory import Laboratory, open_laboratory
from lab.running.case import Case, expect_equal
from lab.running.report import Report
from lab.sandbox.isolation import WORKSHOP, enter_sandbox

_TIME_LIMIT_SECONDS = 580
_STATUSES_AND_ENDS = [200, 200, 200, 200, 503, 200, 200, ','.join(['200'] * 30), ['0', '1', '2', '3', '4'], 'AbortError', ['hello', 4001, 'bye']]
"""What comes second in each answer of the page."""


def main() -> int:
    """Runs the cases; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('template', type=Path, help='a synthesised CloudFormation template that allows *.apps.example.com')
    parser.add_argument('--only', default='', metavar='WORDS', help='run the cases whose promise holds these words')
    arguments = parser.parse_args()
    enter_sandbox(_TIME_LIMIT_SECONDS)
    report = Report()
    with open_laboratory(arguments.template) as lab:
        lab.wait_until_ready()
        home = _home(lab, WORKSHOP / 'home')
        report.say(f'{lab.nginx}, {subprocess.run(["chromium", "--version"], capture_output=True, text=True, check=True).stdout.strip()}')
        socket = _socket_service(lab)
        with running(lab, [socket]):
            report.run([case for case in _cases(_Browser(HostsFile(WORKSHOP), home, socket)) if case.holds(arguments.only)], lab)
    return report.end()


@dataclass(frozen=True)
class _Browser:
    """Chromium, and what it finds on its machine."""

    hosts: HostsFile
    home: dict[str, str]
    socket: Service
    """What it calls by WebSocket."""

    def compare(self, lab: Laboratory, scheme: str, services: list[Service], coalesced: bool = False) -> None:
        """Fails unless the page's script comes to the same both times; `coalesced`: unless it differs in who answers, and in nothing else."""
        lead = {service.name: service.address for service in (*services, self.socket)}
        with running(lab, services):
            results = []
            for addresses in (lead, dict.fromkeys(lead, lab.addresses.load_balancer_public)):
                self.hosts.lead(addresses)
                results.append(self._run(lab, scheme, [service.name for service in services]))
        direct, through = results
        expect_equal('what the page got directly', [what[1] for what in direct['got']], _STATUSES_AND_ENDS)
        right = [[service.name, ['bytes/100', 200, service.name]] for service in services] * 2
        wrong = [[service.name, ['bytes/100', 200, services[0].name]] for service in services] * 2
        expect_equal('who answered directly', direct['answers'], right)
        expect_equal('who answered through the proxy', through['answers'], wrong if coalesced else right)
        expect_equal('what else the page got', through['got'], direct['got'])

    def _run(self, lab: Laboratory, scheme: str, names: list[str]) -> dict[str, Any]:
        script = WORKSHOP / 'in_page.js'
        script.write_text(f'{IN_PAGE.read_text(encoding="utf-8")}({json.dumps(names)}, {json.dumps(self.socket.name)})', encoding='utf-8')
        done = in_client(lab, [*BROWSER, f'{scheme}://{names[0]}/browser/echo', str(script)], self.home)
        if done.returncode != 0:
            raise RuntimeError(f'the browser ended with {done.returncode}: {done.stderr[-500:]}')
        result: dict[str, Any] = json.loads(done.stdout)
        return result


def _cases(browser: _Browser) -> list[Case[Laboratory]]:
    def compare(number: int, scheme: str, *, shared: bool = False, strict: bool = False, coalesced: bool = False) -> Callable[[Laboratory], None]:
        return lambda lab: browser.compare(lab, scheme, _named_services(lab, number, shared, strict), coalesced)

    return [
        Case('browser: over HTTP it gets the same through the proxy, and each name leads to its service', compare(0, 'http')),
        Case('browser: over TLS it gets the same through the proxy, if each service has a certificate of its own', compare(1, 'https')),
        Case('browser: with one certificate for all names it gets the same, if each service answers 421 to other names', compare(2, 'https', shared=True, strict=True)),
        Case('known limit: with one certificate for all names a browser asks one service for what another has', compare(3, 'https', shared=True, coalesced=True)),
    ]


def _named_services(lab: Laboratory, number: int, shared: bool, strict: bool) -> list[Service]:
    """Two, of this number: with one certificate for both, or one for each."""
    labels = [f'one-{number}', f'two-{number}']
    names = [f'{label}.apps.example.com' for label in labels]
    services = []
    for place, (label, name) in enumerate(zip(labels, names, strict=True)):
        certificate = WORKSHOP / f'{label}.pem'
        certificate.write_bytes(lab.authority.server_pem(names if shared else [name]))
        services.append(named_service(label, f'169.254.171.{130 + 2 * number + place}', certificate, strict))
    return services


def _socket_service(lab: Laboratory) -> Service:
    certificate = WORKSHOP / 'socket.pem'
    [service] = [service for service in services(certificate) if service.language == 'python']
    certificate.write_bytes(lab.authority.server_pem([service.name]))
    return service


def _home(lab: Laboratory, folder: Path) -> dict[str, str]:
    """Where Chromium finds whom to trust: the database of NSS."""
    database = folder / '.pki' / 'nssdb'
    database.mkdir(parents=True)
    variables = {**trusting(lab.authority.root_pem, WORKSHOP), 'HOME': str(folder)}
    for command in (['-N', '--empty-password'], ['-A', '-t', 'C,,', '-n', 'root', '-i', str(WORKSHOP / 'root.pem')]):
        subprocess.run(['certutil', '-d', f'sql:{database}', *command], env={**os.environ, **variables}, check=True)
    return variables


if __name__ == '__main__':
    sys.exit(main())
