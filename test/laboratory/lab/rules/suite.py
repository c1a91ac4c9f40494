"""Applies the account's rules to every template that this repository can synthesise, and proves each rule.

Prints a line for each group of templates and for each rule; the last line is `N passed, M failed`. Exit code 1 if any failed.
"""
from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from lab.rules.deployment import refusals_of_stack
from lab.rules.mutants import prove
from lab.rules.rulebook.rule import RULES, TEMPLATE_RULES
from lab.rules.subjects import Subject, all_subjects
from lab.rules.table import TABLE, table

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
    start = time.monotonic()
    if arguments.write_table:
        TABLE.write_text(table())
    outcomes = [] if arguments.only else [_table_is_written(), *_apply(list(all_subjects(arguments.synthesised)))]
    with ProcessPoolExecutor(_PROCESSES) as processes:
        names = [name for name in (*RULES, *TEMPLATE_RULES) if arguments.only in name]
        for verdict in processes.map(prove, names):
            print(verdict, flush=True)
            outcomes.append(verdict.startswith('ok'))
    print(f'# {len(RULES) + len(TEMPLATE_RULES)} rules, {time.monotonic() - start:.1f} seconds')
    print(f'{outcomes.count(True)} passed, {outcomes.count(False)} failed')
    return 0 if outcomes and all(outcomes) else 1


def _apply(subjects: list[Subject]) -> list[bool]:
    """Judges all templates; one outcome for each group."""
    sizes, refused = Counter(each.group for each in subjects), Counter()
    with ProcessPoolExecutor(_PROCESSES) as processes:
        for subject, refusals in zip(subjects, processes.map(_refusals, subjects, chunksize=8)):
            for refusal in refusals:
                if refused[subject.group] < _SHOWN:
                    print(f'     {subject.name}: {refusal}', flush=True)
                refused[subject.group] += 1
    for group, size in sizes.items():
        print(f"{'FAIL' if refused[group] else 'ok  '} {group}: {size} templates, {refused[group]} refusals")
    return [refused[group] == 0 for group in sizes]


def _refusals(subject: Subject) -> list[str]:
    try:
        return [str(each) for each in refusals_of_stack(subject.template(), dict(subject.given))]
    except ValueError as error:
        return [f'CloudFormation: {error}']


def _table_is_written() -> bool:
    is_written = TABLE.exists() and TABLE.read_text() == table()
    print(f"{'ok  ' if is_written else 'FAIL'} {TABLE.name} has every rule (--write-table writes it)")
    return is_written


if __name__ == '__main__':
    sys.exit(main())
