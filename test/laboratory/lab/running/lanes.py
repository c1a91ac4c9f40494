"""Runs parts of a program at the same time, each as the same program in a sandbox of its own, and passes on what they print.

Most of what a laboratory does is wait. In lanes of their own, cases that wait for a minute cost the others nothing, and no case
sees the packets of another lane.
"""
from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Collection, Mapping, Sequence
from importlib import import_module
from typing import Any

from lab.running.case import Case
from lab.running.report import COUNT, Outcome, Report


class Lanes:
    """The lanes of a package of cases: the modules of each, in the order in which they run. It imports them, and so registers their cases."""

    def __init__(self, package: str, modules: Mapping[str, Sequence[str]]) -> None:
        self.names = list(modules)
        self._of_module = {f'{package}.{module}': lane for lane, own in modules.items() for module in own}
        for module in self._of_module:
            import_module(module)

    def of(self, case: Case[Any]) -> str:
        """The lane that a case runs in."""
        return self._of_module[case.check.__module__]


def run_lanes(report: Report, names: list[str], option: str, one_at_a_time: Collection[str] = ()) -> None:
    """
    Runs this program once for each name, with the option and the name added to its arguments. A lane that breaks counts as a failure.

    Of those that run one at a time, there is one beside all the others.
    """
    def run(*lanes: str) -> None:
        for lane in lanes:
            follow(lane, _start(lane, option))

    def follow(name: str, lane: subprocess.Popen[str]) -> None:
        found = None
        with lane:
            for line in lane.stdout or ():
                found = COUNT.fullmatch(line)
                if found is None:
                    report.pass_on(line.rstrip('\n'))
        if found is not None:
            report.count(passed=int(found[1]), failed=int(found[2]))
        else:
            report.add(Outcome(f"the cases of '{name}'", f'ended early, with exit code {lane.returncode}'))

    rows = [[name for name in names if name in one_at_a_time], *([name] for name in names if name not in one_at_a_time)]
    threads = [threading.Thread(target=run, args=row) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _start(name: str, option: str) -> subprocess.Popen[str]:
    command = ['setpriv', '--pdeathsig', 'TERM', '--', sys.executable, '-u', *sys.orig_argv[1:], option, name]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
