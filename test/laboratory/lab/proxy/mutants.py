"""Proves the suite: weakens the configuration of a template in one way at a time, and shows that the suite's cases notice.

Each weakening prints one line; the last line is `N passed, M failed`, where passed means noticed. One that keeps nginx from
starting, or changes nothing, counts as failed. The cases run on the unweakened configuration first, where they must hold, unless
`--proven` says that they have.
"""
from __future__ import annotations

import argparse
import dataclasses
import itertools
import sys

from lab.proxy.cases import LANES
from lab.proxy.cases.registry import CASES
from lab.proxy.laboratory import Laboratory, open_laboratory
from lab.proxy.lane_templates import add_template_options, template_of
from lab.proxy.task_definition import ContainerDefinition
from lab.proxy.weakening import Weakening
from lab.proxy.weakenings import GROUPS
from lab.running.case import Case
from lab.running.lanes import run_lanes
from lab.running.report import Outcome, Report
from lab.sandbox.isolation import enter_sandbox

_TIME_LIMIT_SECONDS = 600


def main() -> int:
    """Runs the mutants; the exit code."""
    arguments = _arguments()
    report = Report()
    if arguments.group is None:
        run_lanes(report, [group for group in GROUPS if template_of(group, arguments)[0]], '--group')
    else:
        enter_sandbox(_TIME_LIMIT_SECONDS)
        template, kind = template_of(arguments.group, arguments)
        if template is None:
            sys.exit(f"the template of '{arguments.group}' is not named")
        with open_laboratory(template, kind=kind) as laboratory:
            weakenings = [weakening for weakening in GROUPS[arguments.group] if arguments.only in weakening.what]
            _run(report, laboratory, weakenings, is_proven=arguments.proven)
    return report.end(f" for '{arguments.group}'" if arguments.group else '')


def _run(report: Report, laboratory: Laboratory, weakenings: list[Weakening], is_proven: bool) -> None:
    """Tries one weakening after the other; none if the whole configuration does not hold."""
    laboratory.wait_until_ready()
    whole, names = laboratory.ingress.container, dict(laboratory.dns.names)
    needed = {case for weakening in weakenings for case in _cases_of(weakening) if not is_proven}
    broken: dict[str, str] = {}
    for lane, cases in itertools.groupby((case for case in CASES if case in needed), LANES.of):
        _lead_home(laboratory, names)
        broken |= {f'{lane}: {case.promise}': problem for case in cases if (problem := _problem(case, laboratory))}
    if broken:
        report.add(Outcome('the unweakened configuration', f'does not hold: {broken}'))
        return
    for weakening in weakenings:
        laboratory.dns.names = dict(names)
        report.add(_try(laboratory, weakening, whole))


def _lead_home(laboratory: Laboratory, names: dict[str, list[str]]) -> None:
    """Lets names lead to where they led at first, which cases of another lane may have changed."""
    if laboratory.dns.names != names:
        laboratory.dns.names = dict(names)
        laboratory.restart()


def _try(laboratory: Laboratory, weakening: Weakening, whole: ContainerDefinition) -> Outcome:
    """Weakens, runs the cases, and says who noticed."""
    what = f'{weakening.block or "all"}: {weakening.what}'
    try:
        laboratory.ingress = dataclasses.replace(laboratory.ingress, container=weakening.applied_to(whole))
        laboratory.restart()
    except (LookupError, RuntimeError, TimeoutError) as error:
        return Outcome(what, f'no mutant: {error}')
    noticed = next((case.promise for case in _cases_of(weakening) if _problem(case, laboratory)), None)
    return Outcome(what, 'nobody noticed') if noticed is None else Outcome(f'{what}: noticed by "{noticed}"')


def _cases_of(weakening: Weakening) -> list[Case[Laboratory]]:
    found = [case for words in weakening.noticed_by for case in CASES if words in case.promise and _concerns(case, weakening)]
    if not found:
        raise LookupError(f'no case has the words {weakening.noticed_by}')
    return found


def _concerns(case: Case[Laboratory], weakening: Weakening) -> bool:
    """Cases that say that they are about the other side of the proxy are left out."""
    others = {'stream': ('HTTP: ', 'over HTTP', 'HTTP lines', 'Host header'), 'http': ('TLS: ', 'over TLS', 'TLS lines', 'TLS name')}.get(weakening.block, ())
    return not any(words in case.promise for words in others)


def _problem(case: Case[Laboratory], laboratory: Laboratory) -> str:
    """What the case finds wrong; empty where its promise is kept."""
    if not laboratory.container.is_running():       # a case has ended it
        laboratory.restart()
    return case.problem(laboratory)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_template_options(parser)
    parser.add_argument('--group', choices=list(GROUPS), help='run one group of mutants')
    parser.add_argument('--only', default='', metavar='WORDS', help='with --group: run the mutants whose description holds these words')
    parser.add_argument('--proven', action='store_true', help='do not run the cases on the unweakened configuration: test:data-plane has just done so')
    return parser.parse_args()


if __name__ == '__main__':
    sys.exit(main())
