"""Runs the scenario of examples/load-test, scaled down, against the configuration of a synthesised template in the laboratory.

Artillery plays the users in the client's network; each of its requests is signed, and verified by the service. Prints a table in
Markdown and draws it. Exit code 1 where Artillery finds its thresholds exceeded, or the service a signature that does not hold.
"""
from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from lab.load.scenario_picture import picture
from lab.load.scenario_report import Report
from lab.paths import ROOT
from lab.proxy.laboratory import Laboratory, open_laboratory
from lab.proxy.quick_start import SERVICE
from lab.proxy.signature import CREDENTIALS, REGION
from lab.sandbox.isolation import WORKSHOP, enter_sandbox

_SCENARIO = ROOT / 'examples/load-test/scenario.ts'
_REPORT = WORKSHOP / 'report.json'


def main() -> int:
    """Runs the load; the exit code."""
    arguments = _arguments()
    enter_sandbox(arguments.ramp + arguments.sustained + 120)
    with open_laboratory(arguments.template) as lab:
        lab.wait_until_ready()
        code = _generate(lab, arguments)
        signatures = [request.signature for request in lab.service.requests if request.target == '/']
        nginx = lab.nginx
    report = Report(json.loads(_REPORT.read_text(encoding='utf-8')), arguments.users, arguments.rate, arguments.ramp)
    print(f'{report.table()}\n\n{report.circumstances(nginx, arguments.artillery)}')
    unsigned = sum(signature != 'valid' for signature in signatures)
    print(f'# {len(signatures)} requests came to the service, {unsigned} of them without a signature that holds')
    if arguments.picture:
        arguments.picture.write_text(picture(report), encoding='utf-8')
    return 1 if code or unsigned or not signatures else 0


def _generate(lab: Laboratory, arguments: argparse.Namespace) -> int:
    """Artillery's exit code. It finds the ingress by name, and trusts the laboratory's certificates beside its own."""
    scenario, roots, hosts = (WORKSHOP / name for name in ('scenario.ts', 'roots.pem', 'hosts'))
    scenario.write_bytes(_SCENARIO.read_bytes())                # what Artillery makes of it lies beside it
    (WORKSHOP / 'node_modules').symlink_to(arguments.artillery.resolve() / 'node_modules')
    roots.write_text(lab.authority.root_pem, encoding='ascii')
    hosts.write_text(f'127.0.0.1 localhost\n{lab.addresses.load_balancer_public} {SERVICE}\n', encoding='ascii')
    subprocess.run(['mount', '--bind', hosts, '/etc/hosts'], check=True)
    environment = {
        'TARGET': f'https://{SERVICE}', 'USERS': arguments.users, 'REQUESTS_PER_SECOND': arguments.rate, 'RAMP_SECONDS': arguments.ramp,
        'SUSTAINED_SECONDS': arguments.sustained, 'SIGNING_REGION': REGION, 'AWS_ACCESS_KEY_ID': CREDENTIALS.access_key,
        'AWS_SECRET_ACCESS_KEY': CREDENTIALS.secret_key, 'NODE_EXTRA_CA_CERTS': roots, 'ARTILLERY_DISABLE_TELEMETRY': 'true',
    }
    command = ['node', WORKSHOP / 'node_modules/artillery/bin/run', 'run', '--quiet', '--output', _REPORT, scenario]
    return lab.client.run([*map(str, command)], {**os.environ, **{name: str(value) for name, value in environment.items()}}, WORKSHOP)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('template', type=Path, help='a synthesised CloudFormation template of the quick-start example')
    parser.add_argument('--artillery', type=Path, required=True, metavar='FOLDER', help='where Artillery is installed')
    parser.add_argument('--users', type=int, default=250)
    parser.add_argument('--rate', type=int, default=150, help='requests a second of all users together')
    parser.add_argument('--ramp', type=int, default=10, metavar='SECONDS', help='until all users are there')
    parser.add_argument('--sustained', type=int, default=60, metavar='SECONDS', help='for how long they stay')
    parser.add_argument('--picture', type=Path, metavar='FILE', help='draw it to this SVG file')
    return parser.parse_args()


if __name__ == '__main__':
    sys.exit(main())
