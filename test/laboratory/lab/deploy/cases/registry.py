"""The cases of this folder, in the order in which they run."""
from __future__ import annotations

from lab.account.testbed import Testbed
from lab.running.case import Case, registrar

CASES: list[Case[Testbed]] = []
case = registrar(CASES)
"""Registers a function as a case: `@case('the promise')`."""
