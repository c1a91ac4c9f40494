"""Runs commands of the AWS CLI in processes that need not load it first: `python -m lab.account.aws_cli_server SOCKET`, until it is killed."""
from __future__ import annotations

import json
import os
import signal
import socket
import sys

from awscli.clidriver import create_clidriver

_LONGEST = 65536


def main(path: str) -> None:
    """Takes one command after the other; each runs in a copy of this process."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    create_clidriver()              # for all that it loads
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        while True:
            client, _ = listener.accept()
            with client:
                if os.fork() == 0:
                    _run(client)


def _run(client: socket.socket) -> None:
    """In the copy: with the caller's files, and never back."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    message, files, _, _ = socket.recv_fds(client, _LONGEST, 3)
    for target, file in enumerate(files):
        os.dup2(file, target)
    command = json.loads(message)
    os.chdir(command['folder'])
    try:
        code = int(create_clidriver().main(command['words']))
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException as error:  # noqa: BLE001 (whatever it is, the caller hears of it, and the copy ends)
        print(error, file=sys.stderr, flush=True)
        code = 255
    client.send(bytes([code]))
    os._exit(0)


if __name__ == '__main__':
    main(sys.argv[1])
