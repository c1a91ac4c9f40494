"""Re-executes the calling program once in namespaces of its own.

Nothing the laboratory starts can outlive it (a process namespace dies with its first process), reach a network (a fresh
network namespace has none) or leave a mount or a file behind (its mounts are private, its files lie on a private tmpfs).
"""
from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

WORKSHOP = Path('/run/laboratory')
"""Where files of a run go: on the sandbox's own tmpfs."""

_INSIDE = 'LABORATORY_SANDBOX'
_UNSHARE = ['unshare', '--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc']
_PLAIN_USER = ['--user', '--map-root-user']


def enter_sandbox(time_limit_seconds: int) -> None:
    """Returns inside the sandbox; outside of it runs the program again in one and exits with its exit code."""
    if _INSIDE in os.environ:
        _furnish()
        return
    if not sys.platform.startswith('linux'):
        sys.exit(f'the laboratory needs Linux (network namespaces), this is {sys.platform}')
    os.environ['PATH'] = os.environ.get('PATH', '') + os.pathsep + '/usr/sbin:/sbin'
    sys.stdout.flush()
    sys.exit(_run_sandboxed(time_limit_seconds))


def is_root_outside() -> bool:
    """Whether the sandbox has the machine's root, or only one user's identity mapped to root."""
    return os.environ[_INSIDE] == 'root'


def _run_sandboxed(time_limit_seconds: int) -> int:
    root = os.geteuid() == 0
    command = ['setpriv', '--pdeathsig', 'KILL', '--', *_UNSHARE, *([] if root else _PLAIN_USER), '--', sys.executable, *sys.orig_argv[1:]]
    sandbox = subprocess.Popen(command, env={**os.environ, _INSIDE: 'root' if root else 'user', 'PYTHONUNBUFFERED': '1'})

    def stop(signal_number: int, _frame: FrameType | None) -> None:
        sandbox.kill()
        sys.exit(128 + signal_number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        return sandbox.wait(timeout=time_limit_seconds)
    except subprocess.TimeoutExpired:
        sandbox.kill()
        print(f'stopped: not finished within {time_limit_seconds} seconds', file=sys.stderr)
        return 1


def _furnish() -> None:
    subprocess.run(['mount', '-t', 'tmpfs', '-o', 'mode=755', 'laboratory', '/run'], check=True)
    WORKSHOP.mkdir()
    subprocess.run(['ip', 'link', 'set', 'lo', 'up'], check=True)
