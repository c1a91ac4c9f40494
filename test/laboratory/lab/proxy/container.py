"""Starts the container of a task definition and holds on to it: its log, its signals, its end."""
from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from lab.proxy.access_log import AccessLog
from lab.proxy.nginx_binary import NginxBinary
from lab.proxy.task_definition import ContainerDefinition
from lab.sandbox.isolation import is_root_outside
from lab.sandbox.memory_group import MemoryGroup
from lab.sandbox.namespaces import NetworkNamespace
from lab.sandbox.process import Process

_INIT = Path(__file__).with_name('container_init.py')
_NAMESPACES = ['unshare', '--mount', '--pid', '--ipc', '--uts', '--fork', '--kill-child', '--']
_SECONDS_TO_END = 30
"""For all processes of a killed container: the kernel frees what they hold first, which takes more than 5 s on a busy machine."""


class Container:
    """One running container in a network namespace."""

    def __init__(
        self, definition: ContainerDefinition, nginx: NginxBinary, namespace: NetworkNamespace, memory: MemoryGroup | None = None,
    ) -> None:
        self.log = AccessLog(self._write_log)
        self._errors: list[str] = []
        output, errors = _OwnedPipe(definition.uid, definition.gid), _OwnedPipe(definition.uid, definition.gid)
        report_from, report_to = os.pipe()
        own = [sys.executable, '-I', str(_INIT), _describe(definition, nginx), str(report_to)]
        self._process = subprocess.Popen(
            [*_joining(memory), 'nsenter', f'--net={namespace.path}', '--', *_NAMESPACES, *own],
            stdin=subprocess.DEVNULL, stdout=output.write_end, stderr=errors.write_end, pass_fds=[report_to],
        )
        os.close(report_to)
        self._readers = [output.follow(self.log.add), errors.follow(self._errors.append)]
        with os.fdopen(report_from) as report:
            self._first_process = int(report.readline() or 0)

    @property
    def errors(self) -> str:
        """What it wrote to stderr."""
        return ''.join(self._errors)

    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def send(self, number: signal.Signals) -> None:
        """Sends a signal to its first process, as the container agent does."""
        os.kill(self._first_process, number)

    def status(self) -> dict[str, str]:
        """What the kernel says of its first process."""
        lines = Path(f'/proc/{self._first_process}/status').read_text(encoding='ascii').splitlines()
        return {name: value.strip() for name, _, value in (line.partition(':') for line in lines)}

    def heeds(self, number: signal.Signals) -> bool:
        """Whether its shell does something at this signal, which the first process of a container would else not notice."""
        runs = Path(f'/proc/{self._first_process}/comm').read_text(encoding='utf-8').strip()
        return runs == 'sh' and bool(int(self.status()['SigCgt'], 16) >> (number - 1) & 1)

    def has_file(self, path: str) -> bool:
        """Whether there is such a file, as its processes see it."""
        return self._place(path).exists()

    def delete_file(self, path: str) -> None:
        """Deletes a file, as its processes see it."""
        self._place(path).unlink()

    def _place(self, path: str) -> Path:
        return Path(f'/proc/{self._first_process}/root{path}')

    def identity(self) -> tuple[int, int]:
        """The user and group that its first process has, as seen in its own user namespace."""
        status = self.status()
        return self._inside('uid_map', int(status['Uid'].split()[0])), self._inside('gid_map', int(status['Gid'].split()[0]))

    def _inside(self, identities: str, outside: int) -> int:
        inside_first, outside_first, _ = Path(f'/proc/{self._first_process}/{identities}').read_text(encoding='ascii').split()
        return int(inside_first) + outside - int(outside_first)

    def mount_options(self) -> dict[str, list[str]]:
        """Its mounts, from place to options."""
        lines = Path(f'/proc/{self._first_process}/mountinfo').read_text(encoding='utf-8').splitlines()
        return {place: options.split(',') for place, options in (line.split()[4:6] for line in lines)}

    def kill_program(self, name: str) -> None:
        """Kills the first of its processes that runs this program, as the kernel does when memory runs out."""
        self.processes(name)[0].kill()

    def workers(self) -> list[Process]:
        """The worker processes of its nginx."""
        master, *others = self.processes('nginx')
        return [process for process in others if process.parent == master.number]

    def _write_log(self) -> None:
        """Has nginx write the lines that it keeps for up to a second: told to open its files anew, it writes first."""
        with contextlib.suppress(ProcessLookupError, ValueError):       # it may have ended, and has written them then
            for worker in self.workers():
                worker.send(signal.SIGUSR1)

    def processes(self, name: str) -> list[Process]:
        """Those of its processes that run this program, the oldest first."""
        inside = Path(f'/proc/{self._first_process}/ns/pid').readlink()
        numbers = sorted(int(entry.name) for entry in Path('/proc').iterdir() if entry.name.isdigit())
        return [Process(number) for number in numbers if _runs(number, name, inside)]

    def wait(self, timeout: float) -> int:
        """Its exit code, once it has ended and its output is read."""
        code = self._process.wait(timeout)
        for reader in self._readers:
            reader.join(timeout)
        return code

    def kill(self) -> None:
        """Ends it without ceremony: with its first process, everything in its process namespace dies."""
        with contextlib.suppress(ProcessLookupError):       # it may be ending just now
            self.send(signal.SIGKILL)
        self.wait(_SECONDS_TO_END)


def _joining(memory: MemoryGroup | None) -> list[str]:
    """The command that takes a program into the group before it starts."""
    return ['sh', '-c', 'echo $$ > "$0" && exec "$@"', str(memory.processes)] if memory else []


def _runs(number: int, name: str, process_namespace: Path) -> bool:
    place = Path('/proc') / str(number)
    try:
        return (place / 'ns/pid').readlink() == process_namespace and (place / 'comm').read_text(encoding='ascii').strip() == name
    except OSError:                     # it ended just now
        return False


class _OwnedPipe:
    """Takes the container's output. Runtimes give it to the container's user, who could not open /dev/stdout otherwise."""

    def __init__(self, uid: int, gid: int) -> None:
        self._read_end, self.write_end = os.pipe()
        if is_root_outside():
            os.fchown(self.write_end, uid, gid)

    def follow(self, take: Callable[[str], None]) -> threading.Thread:
        """Closes this side's write end and hands on each line from now on."""
        os.close(self.write_end)

        def read() -> None:
            with os.fdopen(self._read_end, encoding='utf-8', errors='backslashreplace') as stream:
                for line in stream:
                    take(line)

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        return reader


def _describe(definition: ContainerDefinition, nginx: NginxBinary) -> str:
    return json.dumps({**dataclasses.asdict(definition), 'nginx': str(nginx.path), 'root': is_root_outside()})
