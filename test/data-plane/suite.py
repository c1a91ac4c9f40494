#!/usr/bin/env python3
"""Runs the configuration of a synthesised template in the laboratory and checks what the data plane promises.

Each case prints one line; the last line is `N passed, M failed`. Exit code 1 if any failed.
"""
from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import cases  # noqa: F401 (importing it registers the cases)
from cases.case import CASES, Case
from laboratory.laboratory import Laboratory, open_laboratory
from laboratory.sandbox import enter_sandbox

_TIME_LIMIT_SECONDS = 120


def main() -> int:
    """Runs the suite; the exit code."""
    arguments = _arguments()
    enter_sandbox(_TIME_LIMIT_SECONDS)
    chosen = [case for case in CASES if arguments.only.lower() in case.promise.lower()]
    start = time.monotonic()
    with open_laboratory(arguments.template, dict(arguments.value)) as laboratory:
        print(f'# {laboratory.nginx}, configuration of {arguments.template.name}')
        laboratory.wait_until_ready()
        failed = _run(chosen, laboratory)
        print(f'# {laboratory.nginx}, {time.monotonic() - start:.1f} seconds')
    print(f'{len(chosen) - failed} passed, {failed} failed')
    return 1 if failed or not chosen else 0


def _run(chosen: list[Case], laboratory: Laboratory) -> int:
    return sum(not case.run(laboratory) for case in chosen)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('template', type=Path, help='a synthesised CloudFormation template of the quick-start example')
    parser.add_argument('--only', default='', metavar='WORDS', help='run the cases whose promise holds these words')
    parser.add_argument('--value', action='append', default=[], type=_given, metavar='NAME=VALUE', help='a value that the template does not know: a parameter, or Resource.Attribute')
    return parser.parse_args()


def _given(text: str) -> tuple[str, str]:
    name, separator, value = text.partition('=')
    if not separator:
        raise argparse.ArgumentTypeError(f"expected NAME=VALUE, got '{text}'")
    return name, value


if __name__ == '__main__':
    sys.exit(main())
