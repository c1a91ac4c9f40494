"""The cases of this folder, in the order in which they run."""
from __future__ import annotations

from lab.proxy.laboratory import Laboratory
from lab.running.case import Case, registrar

CASES: list[Case[Laboratory]] = []
case = registrar(CASES)
"""Registers a function as a case: `@case('the promise')`."""
