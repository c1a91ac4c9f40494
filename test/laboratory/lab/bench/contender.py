"""One proxy under test: started in the proxies' network namespace on a processor of its own, and what it costs while it runs."""
from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lab.bench.accounting import cpu_seconds, family_of, resident_bytes
from lab.proxy.nginx_binary import environment_for_nginx
from lab.sandbox.isolation import is_root_outside
from lab.sandbox.namespaces import NetworkNamespace

_USER = 101
_PREPARE = 'mount -t tmpfs -o mode=1777 tmpfs /tmp && { ulimit -n 65535 2>/dev/null || ulimit -n "$(ulimit -Hn)"; } && exec "$@"'
"""A /tmp of its own, and Fargate's limit of open files, or what this machine allows."""


@dataclass(frozen=True)
class Ports:
    """Where a proxy listens. What it knows of PROXY headers decides what a health check looks like: all are sent one."""

    tls: int
    http: int
    health: int
    address: str = ''
    """Where that is another one than that of the other proxies."""

    @property
    def elsewhere(self) -> dict[str, object]:
        """What the generator is told of the address."""
        return {'to': self.address} if self.address else {}


class Contender:
    """A running proxy. Its log goes where a container's goes: into a pipe that somebody empties."""

    def __init__(
        self, name: str, command: list[str | Path], ports: Ports, namespace: NetworkNamespace, processor: str, ends_on: str, groups: Sequence[Path] = (),
    ) -> None:
        self.name, self.ports = name, ports
        become = ['setpriv', f'--reuid={_USER}', f'--regid={_USER}', '--clear-groups', '--'] if is_root_outside() else []
        read_end, write_end = os.pipe()
        if is_root_outside():
            os.fchown(write_end, _USER, _USER)
        self._sink = subprocess.Popen(['taskset', '-c', ends_on, 'cat'], stdin=read_end, stdout=subprocess.DEVNULL)
        self._process = subprocess.Popen(
            [*_joining(groups), 'nsenter', f'--net={namespace.path}', '--', 'unshare', '--mount', '--', 'sh', '-c', _PREPARE, 'sh', 'taskset', '-c', processor, *become, *command],
            stdin=subprocess.DEVNULL, stdout=write_end, env=environment_for_nginx(), cwd='/',       # where it started may lie below /tmp
        )
        os.close(read_end)
        os.close(write_end)

    def require_running(self) -> None:
        """An error if it has ended."""
        code = self._process.poll()
        if code is not None:
            raise RuntimeError(f'{self.name} ended with exit code {code}')

    def processes(self) -> list[int]:
        """All its processes."""
        return family_of(self._process.pid)

    def cpu_seconds(self) -> float:
        """CPU time of all its processes since they started."""
        return cpu_seconds(self.processes())

    def worker_bytes(self) -> int:
        """Memory of the process that does the work, which is its only or its youngest one."""
        return resident_bytes(self.processes()[-1])

    def end(self) -> None:
        """Ends it and what reads its log."""
        for process in (self._process, self._sink):
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            process.wait(20)


def _joining(groups: Sequence[Path]) -> list[str]:
    """The command that takes a program into control groups, by their files of processes, before it starts."""
    return ['sh', '-c', ''.join(f'echo $$ > {group} && ' for group in groups) + 'exec "$@"', 'sh'] if groups else []
