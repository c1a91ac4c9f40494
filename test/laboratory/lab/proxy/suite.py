"""Runs the configuration of a synthesised template in the laboratory and checks what the data plane promises.

Each case prints one line; the last line is `N passed, M failed`. Exit code 1 if any failed. The lanes of `cases/__init__.py` run
at the same time, each in a laboratory of its own.
"""
from __future__ import annotations

import argparse
import sys

from lab.proxy.cases import HEAVY, LANES
from lab.proxy.cases.registry import CASES
from lab.proxy.laboratory import Laboratory, open_laboratory
from lab.proxy.lane_templates import add_template_options, template_of
from lab.running.case import Case
from lab.running.lanes import run_lanes
from lab.running.report import Report
from lab.sandbox.isolation import enter_sandbox

_TIME_LIMIT_SECONDS = 600


def main() -> int:
    """Runs the suite; the exit code."""
    arguments = _arguments()
    chosen = [case for case in CASES if case.holds(arguments.only) and arguments.lane in (None, LANES.of(case))]
    chosen = [case for case in chosen if template_of(LANES.of(case), arguments)[0]]
    lanes = [lane for lane in LANES.names if any(LANES.of(case) == lane for case in chosen)]
    report = Report()
    if arguments.lane is None and len(lanes) > 1:
        run_lanes(report, lanes, '--lane', HEAVY)
    else:
        enter_sandbox(_TIME_LIMIT_SECONDS)
        if chosen:
            _run(report, chosen, arguments)
    return report.end(f" for '{arguments.lane}'" if arguments.lane else '')


def _run(report: Report, chosen: list[Case[Laboratory]], arguments: argparse.Namespace) -> None:
    """Runs cases in one laboratory."""
    template, kind = template_of(LANES.of(chosen[0]), arguments)
    assert template is not None
    with open_laboratory(template, dict(arguments.value), kind) as laboratory:
        report.say(f'{laboratory.nginx}, configuration of {template.name}')
        laboratory.bounds_sockets = not arguments.unbounded_sockets
        laboratory.wait_until_ready()
        report.run(chosen, laboratory)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_template_options(parser)
    parser.add_argument('--only', default='', metavar='WORDS', help='run the cases whose promise holds these words')
    parser.add_argument('--lane', choices=LANES.names, help='run the cases of one lane')
    parser.add_argument('--unbounded-sockets', action='store_true', help='leave socket memory to the limit of the task, as a kernel does that has memory for many')
    parser.add_argument('--value', action='append', default=[], type=_given, metavar='NAME=VALUE', help='a value that the template does not know: a parameter, or Resource.Attribute')
    return parser.parse_args()


def _given(text: str) -> tuple[str, str]:
    name, separator, value = text.partition('=')
    if not separator:
        raise argparse.ArgumentTypeError(f"expected NAME=VALUE, got '{text}'")
    return name, value


if __name__ == '__main__':
    sys.exit(main())
