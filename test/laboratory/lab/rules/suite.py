"""Applies the account's rules to every template that this repository can synthesise, and proves each rule.

Prints a line for each group of templates and for each rule; the last line is `N passed, M failed`. Exit code 1 if any failed.
"""
from __future__ import annotations

import argparse
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from lab.rules.deployment import refusals_of_stack
from lab.rules.mutants import prove
from lab.rules.rulebook.rule import RULES, TEMPLATE_RULES, refusals_of_template
from lab.rules.subjects import Subject, all_subjects
from lab.rules.table import TABLE, table
from lab.running.report import Outcome, Report

_PROCESSES = 2
_SHOWN = 20
"""How many refusals of a group are printed."""


def main() -> int:
    """Runs the suite; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('synthesised', type=Path, help='folder that synthesise.ts wrote')
    parser.add_argument('--only', default='', metavar='WORDS', help='prove the rules whose names hold these words, and nothing else')
    parser.add_argument('--write-table', action='store_true', help=f'write {TABLE.name} anew')
    arguments = parser.parse_args()
    report = Report()
    if arguments.write_table:
        TABLE.write_text(table())
    if not arguments.only:
        report.add(_table_is_written())
        _apply(report, list(all_subjects(arguments.synthesised)))
    with ProcessPoolExecutor(_PROCESSES) as processes:
        names = [name for name in (*RULES, *TEMPLATE_RULES) if arguments.only in name]
        for outcome in processes.map(prove, names):
            report.add(outcome)
    return report.end(f' for {len(RULES) + len(TEMPLATE_RULES)} rules')


def _apply(report: Report, subjects: list[Subject]) -> None:
    """Judges all templates; one outcome for each group."""
    sizes, refused = Counter(each.group for each in subjects), Counter[str]()
    with ProcessPoolExecutor(_PROCESSES) as processes:
        for subject, refusals in zip(subjects, processes.map(_refusals, subjects, chunksize=8), strict=True):
            for refusal in refusals:
                if refused[subject.group] < _SHOWN:
                    print(f'     {subject.name}: {refusal}', flush=True)
                refused[subject.group] += 1
    for group, size in sizes.items():
        report.add(Outcome(f'{group}: {size} templates', f'{refused[group]} refusals' if refused[group] else ''))


def _refusals(subject: Subject) -> list[str]:
    try:
        # Each template has the limits of a template, and what all of them make is in one account.
        written = [refusal for template in subject.written() for refusal in refusals_of_template(template)]
        return [str(each) for each in written or refusals_of_stack(subject.template(), dict(subject.given), subject.surroundings())]
    except ValueError as error:
        return [f'CloudFormation: {error}']


def _table_is_written() -> Outcome:
    is_written = TABLE.exists() and TABLE.read_text() == table()
    return Outcome(f'{TABLE.name} has every rule', '' if is_written else 'it has not: --write-table writes it')


if __name__ == '__main__':
    sys.exit(main())
