"""A task's memory, as the kernel counts it: a control group, whose limit ends what is in it when it is exceeded.

It counts what processes hold, and what the kernel holds for them: sockets, open files, bytes on their way. Version 1 of control
groups counts the last of these apart; version 2 counts all together.
"""
from __future__ import annotations

import contextlib
import errno
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_ROOT = Path('/sys/fs/cgroup')
_PREFIX = 'laboratory-'
_LONGEST_RUN_NS = 3600 * 10 ** 9
"""A group that is younger may be about to get its first process."""


@dataclass(frozen=True)
class _Version:
    """What the kernel calls the files of a group."""

    limits: tuple[str, ...]
    used: tuple[str, ...]
    most: tuple[str, ...]
    events: str


_VERSION_1 = _Version(
    ('memory.limit_in_bytes', 'memory.kmem.tcp.limit_in_bytes'),
    ('memory.usage_in_bytes', 'memory.kmem.tcp.usage_in_bytes'),
    ('memory.max_usage_in_bytes', 'memory.kmem.tcp.max_usage_in_bytes'),
    'memory.oom_control',
)
_VERSION_2 = _Version(('memory.max',), ('memory.current',), ('memory.peak',), 'memory.events')


class MemoryGroup:
    """One group. A context manager: leaving it removes the group, whose processes must have ended."""

    def __init__(self, limit_mib: int, sockets_mib: int | None = None) -> None:
        """Sockets may be bounded further, as the kernel of a machine of that size does it for all of them together."""
        parent, self._version = _parent()
        for left_behind in parent.glob(f'{_PREFIX}[0-9]*'):
            with contextlib.suppress(OSError):              # it is in use
                if time.time_ns() - int(left_behind.name.removeprefix(_PREFIX)) > _LONGEST_RUN_NS:
                    left_behind.rmdir()
        self._place = parent / f'{_PREFIX}{time.time_ns()}'
        try:
            self._place.mkdir()
        except OSError as error:
            raise SystemExit(f'no control group can be made in {parent}: {error.strerror}. Run this as root') from error
        for name in self._version.limits:
            of_sockets = sockets_mib if 'tcp' in name else None
            (self._place / name).write_text(str((of_sockets or limit_mib) * 1024 * 1024), encoding='ascii')

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._place.rmdir()

    @property
    def processes(self) -> Path:
        """The file that moves a process into the group when its number is written to it."""
        return self._place / 'cgroup.procs'

    @property
    def used_kib(self) -> int:
        """What it holds now."""
        return self._sum(self._version.used)

    @property
    def most_kib(self) -> int:
        """The most that it has held."""
        return self._sum(self._version.most)

    @property
    def kills(self) -> int:
        """How many processes the kernel has ended because the limit was exceeded."""
        lines = (self._place / self._version.events).read_text(encoding='ascii').splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith('oom_kill '))

    def _sum(self, names: tuple[str, ...]) -> int:
        return sum(int((self._place / name).read_text(encoding='ascii')) for name in names) // 1024


def _parent(root: Path = _ROOT, own_groups: str | None = None) -> tuple[Path, _Version]:
    """Where a group can be made: below this process's own, or the next above it that hands on the counting of memory."""
    lines = (own_groups or Path('/proc/self/cgroup').read_text(encoding='ascii')).splitlines()
    groups = {controllers: path for _, controllers, path in (line.split(':', 2) for line in lines)}
    if 'memory' in groups:
        return _of_version_1(root / 'memory', groups['memory'].lstrip('/')), _VERSION_1
    if '' not in groups:
        raise SystemExit('no control group counts memory: the kernel has neither version 1 with memory nor version 2 mounted')
    return place_that_hands_on('memory', root, root / groups[''].lstrip('/')), _VERSION_2


def _of_version_1(mounted: Path, own: str) -> Path:
    """This process's own group; a container has it as the root of what is mounted, whatever the host calls it."""
    if not mounted.is_dir():
        raise SystemExit(f'version 1 of control groups counts memory here, and is not mounted at {mounted}: mount it there, or run where the host has it')
    place = mounted / own
    return place if place.is_dir() else mounted


def place_that_hands_on(controller: str, root: Path, own: Path) -> Path:
    """The next group of version 2, from this process's own up to the root, whose children get a controller; the root is made to if none does."""
    for place in (own, *own.parents):
        if controller in _words(place / 'cgroup.subtree_control'):
            return place
        if place == root:
            break
    if controller not in _words(root / 'cgroup.controllers'):
        raise SystemExit(f'the control groups in {root} do not count {controller}: run the container with --cgroupns=host, or without a limit to its control groups')
    if own != root:
        raise SystemExit(f'no control group from {own} up to {root} hands on {controller}: write +{controller} to the cgroup.subtree_control of one, as root')
    return _make_root_hand_on(controller, root)


def _make_root_hand_on(controller: str, root: Path) -> Path:
    """Makes the root of a container's own namespace hand on a controller.

    A group of version 2 that holds processes must not hand on anything, so they move into a child.
    See https://docs.kernel.org/admin-guide/cgroup-v2.html#no-internal-process-constraint
    """
    switch = root / 'cgroup.subtree_control'
    try:
        try:
            switch.write_text(f'+{controller}', encoding='ascii')
        except OSError as error:
            if error.errno != errno.EBUSY:
                raise
            leaf = root / f'{_PREFIX}others'
            leaf.mkdir(exist_ok=True)
            for process in _words(root / 'cgroup.procs'):
                with contextlib.suppress(ProcessLookupError):       # it has ended
                    (leaf / 'cgroup.procs').write_text(process, encoding='ascii')
            switch.write_text(f'+{controller}', encoding='ascii')
    except OSError as error:
        raise SystemExit(f'{switch} cannot be written: {error.strerror}. Run this as root, in a container that is --privileged') from error
    return root


def _words(file: Path) -> list[str]:
    return file.read_text(encoding='ascii').split()
