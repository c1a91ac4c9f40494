"""What the operating system's accounting says of a process and everything below it."""
from __future__ import annotations

import re
from pathlib import Path

from lab.sandbox.process import Process


def family_of(number: int) -> list[int]:
    """A process and all its descendants."""
    below = [int(child) for task in Path(f'/proc/{number}/task').iterdir() for child in (task / 'children').read_text(encoding='ascii').split()]
    return [number, *(each for child in below for each in family_of(child))]


def cpu_seconds(numbers: list[int]) -> float:
    """CPU time that all threads of these processes have had."""
    return sum(Process(number).cpu_seconds for number in numbers)


def resident_bytes(number: int) -> int:
    """The memory that a process has for itself, not what it shares with others (program, libraries, zones)."""
    found = re.search(r'^RssAnon:\s+(\d+) kB', Path(f'/proc/{number}/status').read_text(encoding='ascii'), re.MULTILINE)
    if found is None:
        raise LookupError(f'the kernel says nothing of the memory of process {number}')
    return int(found.group(1)) * 1024
