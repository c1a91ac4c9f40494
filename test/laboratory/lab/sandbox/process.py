"""One process of the container, seen and handled from outside: its memory, its CPU time, its open files, its limits, its end."""
from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_LIMITS = {'nofile': 'Max open files', 'data': 'Max data size'}


class Process:
    """A process by its number."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._place = Path('/proc') / str(number)

    @property
    def resident_kib(self) -> int:
        """The memory that is its own; pages it shares with its like are not counted twice."""
        return self._kib('RssAnon')

    @property
    def data_kib(self) -> int:
        """All memory that it has asked for."""
        return self._kib('VmData')

    @property
    def cpu_seconds(self) -> float:
        """CPU time that its threads have had, in the kernel and outside of it; exact to the nanosecond."""
        return sum(int((task / 'schedstat').read_text(encoding='ascii').split()[0]) / 1e9 for task in (self._place / 'task').iterdir())

    @property
    def parent(self) -> int:
        """The number of the process that started it."""
        return int(self._status('PPid'))

    @property
    def sockets(self) -> int:
        """How many sockets it holds."""
        return sum(target.startswith('socket:') for target in self._open_files())

    @property
    def descriptors(self) -> int:
        """How many files and sockets it holds."""
        return len(self._open_files())

    @property
    def most_descriptors(self) -> int:
        """How many files and sockets it may hold."""
        soft, _ = _limits(self._said_limits(), 'nofile')
        return int(soft)

    def usage_of(self, place: str) -> tuple[int, list[str]]:
        """Bytes used in a file system that it sees, and the files of non-zero size there."""
        root = self._place / 'root' / place.lstrip('/')
        found = os.statvfs(root)
        files = sorted(str(file.relative_to(root)) for file in root.rglob('*') if file.is_file() and file.stat().st_size > 0)
        return (found.f_blocks - found.f_bfree) * found.f_frsize, files

    @contextmanager
    def limited(self, kind: str, soft: int) -> Iterator[None]:
        """For the length of the block it gets no more than this of a resource: 'nofile', or 'data' in bytes."""
        before = self._said_limits()
        _, most = _limits(before, kind)
        self._limit(kind, str(soft), most)
        try:
            yield
        finally:
            self._limit(kind, *_limits(before, kind))

    def _said_limits(self) -> str:
        return (self._place / 'limits').read_text(encoding='ascii')

    def _limit(self, kind: str, soft: str, hard: str) -> None:
        """Done as the process's own user, who may lower a limit and take that back; root may not everywhere."""
        uid, gid = (self._status(name).split()[0] for name in ('Uid', 'Gid'))
        become = ['setpriv', f'--reuid={uid}', f'--regid={gid}', *(['--clear-groups'] if os.getuid() != int(uid) else []), '--']
        subprocess.run([*become, 'prlimit', f'--pid={self.number}', f'--{kind}={soft}:{hard}'], check=True)

    def send(self, number: signal.Signals) -> None:
        """Sends it a signal."""
        os.kill(self.number, number)

    def kill(self) -> None:
        """Ends it as the kernel does when memory runs out."""
        os.kill(self.number, signal.SIGKILL)

    def _open_files(self) -> list[str]:
        found = []
        for entry in (self._place / 'fd').iterdir():
            with suppress(FileNotFoundError):           # closed just now
                found.append(str(entry.readlink()))
        return found

    def _kib(self, name: str) -> int:
        return int(self._status(name).split()[0])

    def _status(self, name: str) -> str:
        for line in (self._place / 'status').read_text(encoding='ascii').splitlines():
            key, _, value = line.partition(':')
            if key == name:
                return value.strip()
        raise LookupError(f'the kernel says nothing of {name} for process {self.number}')


def _limits(text: str, kind: str) -> tuple[str, str]:
    line = next(line for line in text.splitlines() if line.startswith(_LIMITS[kind]))
    soft, hard = line[len(_LIMITS[kind]):].split()[:2]
    return soft, hard
