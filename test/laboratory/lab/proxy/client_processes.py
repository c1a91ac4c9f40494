"""Processes that hold many connections for as long as they are wanted, and what these programs share."""
from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import IO, TypeAlias

PATIENCE_SECONDS = 60
_READY = b'ready\n'
_IP_BIND_ADDRESS_NO_PORT = 24

ClientProcess: TypeAlias = subprocess.Popen[bytes]


@contextlib.contextmanager
def client_processes(commands: Sequence[Sequence[str]], complaint: str, given: bytes | None = None) -> Iterator[list[ClientProcess]]:
    """For the length of the block these commands run, and each has said that it is ready. What is given goes to the input of each, which then ends."""
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for command in commands]
    try:
        if given is not None:
            for process in processes:
                _pipe(process.stdin).write(given)
                _pipe(process.stdin).close()
        for process in processes:
            if _pipe(process.stdout).readline() != _READY:
                raise RuntimeError(complaint)
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.wait(PATIENCE_SECONDS)


def ask(process: ClientProcess) -> bytes:
    """The line that the process answers to an empty one, if it is of a kind that does so. An error where it has ended."""
    with contextlib.suppress(BrokenPipeError):      # it has ended, and will not answer
        _pipe(process.stdin).write(b'\n')
        _pipe(process.stdin).flush()
    answer = _pipe(process.stdout).readline()
    if not answer:
        raise RuntimeError('a process ended before its time: see what it wrote above')
    return answer


def say_ready() -> None:
    """What such a process says when it holds its connections."""
    say(_READY)


def say(line: bytes) -> None:
    """Writes a line for the laboratory."""
    sys.stdout.buffer.write(line)
    sys.stdout.flush()


def client_socket(source: str) -> socket.socket:
    """A socket with this address, of which very many can be made quickly."""
    made = socket.socket()
    made.setsockopt(socket.IPPROTO_IP, _IP_BIND_ADDRESS_NO_PORT, 1)      # else each search for a port takes longer than the one before
    made.bind((source, 0))
    return made


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise RuntimeError('the process has no pipe')
    return pipe
