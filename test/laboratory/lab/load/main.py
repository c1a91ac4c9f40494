"""Puts the Guidance's load, 5,000 users and 3,000 requests/s, on tasks held to the CPU quota and the memory of their task definition.

Every task of the template gets its part of it; one of them is measured, beside the Guidance's configuration in a task of the same size.
Then both at shares of what they manage. Prints a table in Markdown and draws it. Exit code 1 where ours refuses anything or misses a target.
"""
from __future__ import annotations

import argparse
import resource
import subprocess
import sys
from pathlib import Path

from lab.bench.readiness import wait_until_all_serve
from lab.bench.stage import OURS
from lab.load.held_tasks import HeldStage
from lab.load.picture import picture
from lab.load.table import table
from lab.load.windows import Windows, full_rates, levels, measure, users
from lab.paths import ROOT
from lab.proxy.nginx_binary import find_nginx
from lab.proxy.task_definition import read_ingress
from lab.sandbox.isolation import enter_sandbox

_SHARES = (0.3, 0.5, 0.7, 0.9)
_MOST_P99_MS, _MOST_CPU = 5, 0.3
"""What the whole load may add at the 99th percentile, and take of the quota."""


def main() -> int:
    """Runs the load; the exit code."""
    arguments = _arguments()
    subprocess.run([ROOT / 'tools/require-packages.sh', 'gcc=gcc', 'taskset=util-linux'], check=True, stdout=sys.stderr)
    enter_sandbox(round(60 + arguments.rounds * arguments.seconds * 3 * (2 + len(_SHARES)) * 2))
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    ingress, nginx = read_ingress(arguments.template), find_nginx()
    vcpus = ingress.container.vcpus
    people, rate = arguments.users // arguments.tasks, arguments.rate / arguments.tasks
    with HeldStage(ingress, nginx) as stage:
        stage.start_contenders()
        wait_until_all_serve(stage)
        with users(stage, people, arguments.seconds) as generators:
            whole = measure(stage, generators, rate, arguments.rounds)
            _progress('the whole load')
            asked = levels(full_rates(stage, generators, arguments.rounds), _SHARES)
            at = {share: (rates, measure(stage, generators, rates, arguments.rounds)) for share, rates in asked.items()}
            _progress('shares of the capacity')
    about = (
        f'The load is {arguments.users:,} users, with a TLS session each, and {arguments.rate:,} requests/s on {arguments.tasks} tasks of {vcpus:g} vCPU and '
        f'{ingress.container.memory_mib:,} MiB: {people:,} users and {rate:,.0f} requests/s for each task.'
    )
    print(f'{table((f"the whole load, 1 of {arguments.tasks} tasks", rate, whole), at)}\n\n{about}\n{_circumstances(nginx, arguments)}')
    if arguments.picture:
        arguments.picture.write_text(picture(at, f'Tasks of {vcpus:g} vCPU by CFS quota, {people:,} TLS sessions each; one shared machine, not AWS'), encoding='utf-8')
    return 0 if arguments.brief or _is_held(whole, rate) else 1


def _is_held(whole: Windows, rate: float) -> bool:
    """Whether ours did what was asked. A refusal would have ended the run."""
    figures = {'achieved': whole.median(OURS, 'rate') / rate, 'p99': whole.added_ms(OURS, 'p99_us'), 'CPU': whole.median(OURS, 'cpu_share')}
    held = figures['achieved'] > 0.99 and figures['p99'] <= _MOST_P99_MS and figures['CPU'] <= _MOST_CPU
    print(f'# {"held" if held else "MISSED"}: nothing refused, {figures["achieved"]:.1%} of the rate, {figures["p99"]:.2f} ms added at the 99th percentile '
          f'(target {_MOST_P99_MS}), {figures["CPU"]:.0%} of the quota (target {_MOST_CPU:.0%})')
    return held


def _circumstances(nginx: object, arguments: argparse.Namespace) -> str:
    return '\n'.join([
        f'The figures are medians of {arguments.rounds} rounds.',
        f'A round has a window of {arguments.seconds:g} s with each proxy, and one without a proxy.',
        'Added latency is the difference between the quietest window with a proxy and the quietest window without one; it counts from when a request was due.',
        'Capacity is the rate of a task when requests come as fast as it answers them.',
        f'The proxy is {nginx} for both configurations, held by control groups to the CPU quota (periods of 100 ms) and the memory of the task.',
        'TLS is replayed, with PROXY v2; the generator and the service run on another processor of the same shared machine, not on AWS.',
    ])


def _progress(what: str) -> None:
    print(f'# {what}: measured', file=sys.stderr)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('template', type=Path, help='a synthesised CloudFormation template of the quick-start example')
    parser.add_argument('--users', type=int, default=5000)
    parser.add_argument('--rate', type=int, default=3000, help='requests a second of all users together')
    parser.add_argument('--tasks', type=int, default=2, help='on how many tasks the load balancer spreads them')
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--seconds', type=float, default=3, help='of each window')
    parser.add_argument('--brief', action='store_true', help='exit code 0 whatever the figures: the run is a test of this program')
    parser.add_argument('--picture', type=Path, metavar='FILE', help='draw it to this SVG file')
    return parser.parse_args()


if __name__ == '__main__':
    sys.exit(main())
