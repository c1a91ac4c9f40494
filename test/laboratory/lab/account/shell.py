"""A shell of somebody who is signed in to the account, in which the AWS CLI answers."""
from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lab.account.account import Account
from lab.account.commands import put

_END = 'that was all'
_SECONDS = 300
"""For all the commands of a block; each takes part of a second on a quiet machine."""


class Shell:
    """A shell that goes on from block to block."""

    def __init__(self, process: subprocess.Popen[bytes], complaints: Path) -> None:
        self._process = process
        self._complaints = complaints

    def run(self, commands: str) -> str:
        """What is printed; fails where a command fails, or complains."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(f"{commands}\nprintf '{_END}'\n".encode())
        self._process.stdin.flush()
        printed, deadline = b'', time.monotonic() + _SECONDS
        while not printed.endswith(_END.encode()):
            ready, _, _ = select.select([self._process.stdout], [], [], max(0, deadline - time.monotonic()))
            part = os.read(self._process.stdout.fileno(), 65536) if ready else b''
            if not part:
                raise RuntimeError(f'this did not end well: {commands}\n{printed.decode()}\n{self._complaint()}')
            printed += part
        if complaint := self._complaint():
            raise RuntimeError(f'this complains: {commands}\n{complaint}')
        return printed.decode().removesuffix(_END)

    def _complaint(self) -> str:
        complaint = self._complaints.read_text()
        os.truncate(self._complaints, 0)
        return complaint


@contextmanager
def open_shell(account: Account, folder: Path) -> Iterator[Shell]:
    """A shell in the account, until the block ends."""
    complaints, socket = folder / 'complaints', folder / 'aws.socket'
    put(folder, 'aws', f'#!/bin/sh\nexec {sys.executable} -I -S {Path(__file__).with_name("aws_cli_client.py")} {socket} "$@"\n')
    environment = {**account.environment, 'PATH': f'{folder}:{os.environ["PATH"]}', 'HOME': str(folder)}
    with (complaints.open('ab') as errors,
          subprocess.Popen([sys.executable, '-m', 'lab.account.aws_cli_server', str(socket)], env={**os.environ, **environment}) as server,
          subprocess.Popen(['/bin/sh', '-eu'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, env=environment, bufsize=0, cwd=folder) as shell):
        try:
            while not socket.exists() and server.poll() is None:
                time.sleep(0.05)
            yield Shell(shell, complaints)
        finally:
            shell.kill()
            server.kill()
