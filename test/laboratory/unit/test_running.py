"""How cases are run and counted."""
from __future__ import annotations

import contextlib
import io
import sys
import threading
import unittest
from unittest import mock

from lab.running.case import Case, expect, expect_equal, registrar
from lab.running.lanes import run_lanes
from lab.running.meanwhile import meanwhile
from lab.running.report import COUNT, Outcome, Report


def _fail(_over: threading.Event) -> None:
    raise ValueError


_IS_ONE: Case[int] = Case('is one', lambda subject: expect_equal('subject', subject, 1))


class Cases(unittest.TestCase):
    """What a case says of its subject."""

    def test_a_kept_promise_has_no_problem(self) -> None:
        self.assertEqual(_IS_ONE.problem(1), '')

    def test_a_broken_promise_says_what_and_where(self) -> None:
        problem = _IS_ONE.problem(2)
        self.assertRegex(problem, r'^BrokenPromise: subject: got 2, expected 1 \(test_running\.py:\d+ > case\.py:\d+ > case\.py:\d+\)$')

    def test_any_exception_is_a_problem(self) -> None:
        has_a_first: Case[list[int]] = Case('has a first', lambda subject: expect(subject[0] > 0, 'it is not positive'))
        self.assertRegex(has_a_first.problem([]), '^IndexError: ')

    def test_words_are_found_however_they_are_spelled(self) -> None:
        self.assertEqual([_IS_ONE.holds(words) for words in ('one', 'IS', '', 'two')], [True, True, True, False])

    def test_a_decorator_registers_a_function_with_its_promise(self) -> None:
        cases: list[Case[int]] = []

        @registrar(cases)('is one')
        def is_one(subject: int) -> None:
            expect(subject == 1, 'it is not')

        self.assertEqual(cases, [Case('is one', is_one)])


class Reports(unittest.TestCase):
    """What is printed and counted, and the exit code."""

    def report(self, *outcomes: Outcome) -> tuple[int, list[str]]:
        """The exit code, and what is printed."""
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            report = Report()
            for outcome in outcomes:
                report.add(outcome)
            code = report.end()
        return code, printed.getvalue().splitlines()

    def test_nothing_that_ran_is_a_failure(self) -> None:
        code, printed = self.report()
        self.assertEqual((code, printed[-1]), (1, '0 passed, 0 failed'))

    def test_all_that_passed_is_a_success(self) -> None:
        code, printed = self.report(Outcome('a'), Outcome('b', seconds=0.0126), Outcome('c', seconds=61))
        self.assertEqual(printed[:3], ['ok   a', 'ok   b (13 ms)', 'ok   c (61.0 s)'])
        self.assertEqual((code, printed[-1]), (0, '3 passed, 0 failed'))

    def test_one_that_failed_is_a_failure(self) -> None:
        code, printed = self.report(Outcome('a'), Outcome('b', 'it is not', 0.5))
        self.assertEqual((code, printed[1], printed[-1]), (1, 'FAIL b (500 ms): it is not', '1 passed, 1 failed'))

    def test_a_failure_is_printed_when_it_comes_and_before_the_count(self) -> None:
        _, printed = self.report(Outcome('a', 'it is not'), Outcome('b'))
        self.assertEqual([printed[0], *printed[-2:]], ['FAIL a: it is not', 'FAIL a: it is not', '1 passed, 1 failed'])

    def test_what_is_skipped_is_counted_apart(self) -> None:
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            report = Report()
            report.run([_IS_ONE], 1)
            report.skip('java', 'there is no mvn')
            code = report.end()
        self.assertEqual((code, printed.getvalue().splitlines()[-1]), (0, '1 passed, 0 failed, 1 skipped'))
        self.assertIsNotNone(COUNT.fullmatch(printed.getvalue().splitlines(keepends=True)[-1]))


class Meanwhile(unittest.TestCase):
    """What goes on in other threads during a block."""

    def test_it_goes_on_until_the_block_ends(self) -> None:
        started, ended = threading.Event(), threading.Event()

        def work(over: threading.Event) -> None:
            started.set()
            over.wait(60)
            ended.set()

        with meanwhile(work):
            self.assertTrue(started.wait(60))
            self.assertFalse(ended.is_set())
        self.assertTrue(ended.is_set())

    def test_a_failure_in_a_thread_is_a_failure_of_the_block(self) -> None:
        with self.assertRaises(ValueError), meanwhile(_fail):
            pass


class Lanes(unittest.TestCase):
    """A program that runs itself once for each lane."""

    def run_program(self, program: str) -> tuple[Report, list[str]]:
        """What the lanes 'a' and 'b' of a program come to; the lane is its last argument."""
        with mock.patch.object(sys, 'orig_argv', [sys.executable, '-c', program]), contextlib.redirect_stdout(io.StringIO()) as printed:
            report = Report()
            run_lanes(report, ['a', 'b'], '--lane', one_at_a_time={'b'})
        return report, printed.getvalue().splitlines()

    def test_counts_are_added_up(self) -> None:
        report, printed = self.run_program('import sys; print("ok  ", sys.argv[-1]); print("2 passed, 1 failed")')
        self.assertEqual(((report.passed, report.failed), sorted(printed)), ((4, 2), ['ok   a', 'ok   b']))

    def test_a_failure_of_a_lane_is_printed_when_it_comes_and_at_the_end(self) -> None:
        program = 'import sys; print("FAIL", sys.argv[-1]); print("FAIL", sys.argv[-1]); print("0 passed, 1 failed")'
        report, printed = self.run_program(program)
        with contextlib.redirect_stdout(io.StringIO()) as end:
            report.end()
        self.assertEqual(sorted(printed), ['FAIL a', 'FAIL b'])
        self.assertEqual(sorted(end.getvalue().splitlines()[1:]), ['0 passed, 2 failed', 'FAIL a', 'FAIL b'])

    def test_a_lane_that_ends_early_is_a_failure(self) -> None:
        report, printed = self.run_program('import sys; sys.exit(3) if sys.argv[-1] == "a" else print("1 passed, 0 failed")')
        self.assertEqual((report.passed, report.failed), (1, 1))
        self.assertEqual(printed, ["FAIL the cases of 'a': ended early, with exit code 3"])
