"""What the operating system's accounting says of a process and everything below it."""
from __future__ import annotations

import re
from pathlib import Path


def family_of(number: int) -> list[int]:
    """A process and all its descendants."""
    below = [int(child) for task in Path(f'/proc/{number}/task').iterdir() for child in (task / 'children').read_text(encoding='ascii').split()]
    return [number, *(each for child in below for each in family_of(child))]


def cpu_seconds(numbers: list[int]) -> float:
    """CPU time that all threads of these processes have had, in the kernel and outside of it; exact to the nanosecond."""
    return sum(
        int((task / 'schedstat').read_text(encoding='ascii').split()[0]) / 1e9
        for number in numbers for task in Path(f'/proc/{number}/task').iterdir()
    )


def resident_bytes(number: int) -> int:
    """The memory that a process has for itself, not what it shares with others (program, libraries, zones)."""
    found = re.search(r'^RssAnon:\s+(\d+) kB', Path(f'/proc/{number}/status').read_text(encoding='ascii'), re.MULTILINE)
    if found is None:
        raise LookupError(f'the kernel says nothing of the memory of process {number}')
    return int(found.group(1)) * 1024
