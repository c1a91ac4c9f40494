"""Measures what the configuration of a synthesised template costs, beside the Guidance's, HAProxy and a bare relay.

Prints a table in Markdown and draws it. Exit code 0 whatever the figures: they are a measurement, not a test.
"""
from __future__ import annotations

import argparse
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from lab.bench import memory, pairs, rounds
from lab.bench.circumstances import circumstances
from lab.bench.measured import measured
from lab.bench.picture import picture
from lab.bench.readiness import wait_until_all_serve
from lab.bench.samples import Samples
from lab.bench.stage import FOR_SOME, LARGE, Stage
from lab.bench.table import page_table, table
from lab.bench.verdict import rows_of
from lab.paths import ROOT
from lab.proxy.nginx_binary import find_nginx
from lab.proxy.task_definition import read_ingress
from lab.sandbox.isolation import enter_sandbox


@dataclass(frozen=True)
class Plan:
    """How long to measure."""

    rounds: int
    seconds: float
    latency_rounds: int
    latency_seconds: float
    pairs: int
    time_limit_seconds: int


_FULL = Plan(rounds=15, seconds=0.35, latency_rounds=16, latency_seconds=0.8, pairs=60, time_limit_seconds=1200)
_QUICK = Plan(rounds=3, seconds=0.25, latency_rounds=4, latency_seconds=0.5, pairs=10, time_limit_seconds=180)
_BRIEF = Plan(rounds=1, seconds=0.05, latency_rounds=2, latency_seconds=0.1, pairs=1, time_limit_seconds=180)


def main() -> int:
    """Runs the bench; the exit code."""
    arguments = _arguments()
    plan = _BRIEF if arguments.brief else _QUICK if arguments.quick else _FULL
    subprocess.run([ROOT / 'tools/require-packages.sh', 'haproxy=haproxy', 'gcc=gcc', 'taskset=util-linux'], check=True, stdout=sys.stderr)
    enter_sandbox(plan.time_limit_seconds)
    start, nginx, samples = time.monotonic(), find_nginx(), Samples()
    with Stage(read_ingress(arguments.template), nginx) as stage:
        stage.start_contenders()
        for name, template in ((FOR_SOME, arguments.for_some_clients), (LARGE, arguments.large_transfers)):
            stage.start_task(name, read_ingress(template))
        wait_until_all_serve(stage)
        memory.measure_start(stage, samples)
        memory.measure_sessions(stage, samples)
        for number in range(plan.rounds):
            rounds.measure_cpu(stage, samples, number, plan.seconds)
            _progress(f'round {number + 1} of {plan.rounds}', start)
        rates = rounds.half_loads(samples)
        for number in range(plan.latency_rounds):
            rounds.measure_latency(stage, samples, number, plan.latency_seconds, rates)
        _progress('latency', start)
        paired = Samples()
        pairs.measure_pairs(stage, paired, plan.pairs, plan.seconds)
        _progress('pairs', start)
        about = circumstances(nginx, stage.processors, plan.rounds, rates)
    rows = rows_of(samples)
    print(f'{(page_table if arguments.page else table)(rows)}\n\n{pairs.pairs_table(paired)}')
    if not arguments.page:
        print(f'\n{about}')
    if arguments.measured:
        arguments.measured.write_text(measured(samples, about), encoding='utf-8')
    if arguments.picture:
        arguments.picture.write_text(picture(rows, f'nginx {nginx.version}; one shared machine, {plan.rounds} interleaved rounds; whiskers: quartiles'), encoding='utf-8')
    return 0


def _progress(what: str, start: float) -> None:
    print(f'# {what}: {time.monotonic() - start:.0f} seconds', file=sys.stderr)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('template', type=Path, help='a synthesised CloudFormation template of the quick-start example')
    parser.add_argument('for_some_clients', type=Path, help='a template with the same names, each for some clients only')
    parser.add_argument('large_transfers', type=Path, help='a template with the same names and the profile LARGE_TRANSFERS')
    parser.add_argument('--quick', action='store_true', help='fewer and shorter rounds: under two minutes, and less exact')
    parser.add_argument('--brief', action='store_true', help='one round, to see that the bench works: its figures say nothing')
    parser.add_argument('--page', action='store_true', help='print the table that docs/performance.md shows')
    parser.add_argument('--measured', type=Path, metavar='FILE', help='write what `npm run cost` computes with to this JSON file')
    parser.add_argument('--picture', type=Path, metavar='FILE', help='draw the CPU rows to this SVG file')
    return parser.parse_args()


if __name__ == '__main__':
    sys.exit(main())
