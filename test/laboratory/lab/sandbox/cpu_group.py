"""A task's share of a processor, as Fargate gives it: a control group whose processes stand still when they have used up their quota of a period.

A task with half a vCPU may run for 50 ms in every 100 ms, and then waits for the next 100 ms, however idle the machine is.
See https://docs.kernel.org/scheduler/sched-bwc.html
"""
from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from lab.sandbox.memory_group import MemoryGroup

_ROOT = Path('/sys/fs/cgroup')
_PREFIX = 'laboratory-cpu-'
_PERIOD_US = 100_000
"""The kernel's default, and that of container runtimes."""


@dataclass(frozen=True)
class Throttling:
    """What the kernel has counted since the group was made."""

    periods: int
    """Periods in which any of its processes wanted to run."""
    throttled: int
    """Periods in which they had to wait."""

    def since(self, before: Throttling) -> Throttling:
        """What came after that."""
        return Throttling(self.periods - before.periods, self.throttled - before.throttled)


class CpuGroup:
    """One group, before whose quota other work of the machine stands back.

    In version 1 it is a group of its own; in version 2, where a process is in one group, it is that of the task's memory.
    A context manager: leaving it removes a group of its own, whose processes must have ended.
    """

    def __init__(self, vcpus: float, memory: MemoryGroup) -> None:
        parent = _parent_of_version_1()
        self._is_own, quota = parent is not None, round(vcpus * _PERIOD_US)
        if parent is None:
            self._place = memory.processes.parent
            self._write('cpu.max', f'{quota} {_PERIOD_US}')
            self._write('cpu.weight', '10000')
            return
        self._place = parent / f'{_PREFIX}{time.time_ns()}'
        try:
            self._place.mkdir()
        except OSError as error:
            raise SystemExit(f'no control group can be made in {parent}: {error.strerror}. Run this as root') from error
        self._write('cpu.cfs_period_us', str(_PERIOD_US))
        self._write('cpu.cfs_quota_us', str(quota))
        self._write('cpu.shares', '262144')

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_own:
            self._place.rmdir()

    @property
    def processes(self) -> Path:
        """The file that moves a process into the group when its number is written to it."""
        return self._place / 'cgroup.procs'

    @property
    def throttling(self) -> Throttling:
        """What the kernel has counted."""
        counts = dict(line.split() for line in (self._place / 'cpu.stat').read_text(encoding='ascii').splitlines())
        return Throttling(int(counts['nr_periods']), int(counts['nr_throttled']))

    def _write(self, file: str, value: str) -> None:
        (self._place / file).write_text(value, encoding='ascii')


def _parent_of_version_1() -> Path | None:
    """This process's own group, where the kernel counts CPU in groups apart."""
    groups = (line.split(':')[1:] for line in Path('/proc/self/cgroup').read_text(encoding='ascii').splitlines())
    return next((_ROOT / 'cpu' / place.lstrip('/') for controllers, place in groups if 'cpu' in controllers.split(',')), None)
