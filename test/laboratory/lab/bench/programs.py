"""The small C programs around the proxies, compiled when the bench starts: load must not be what is measured."""
from __future__ import annotations

import subprocess
from pathlib import Path

from lab.sandbox.isolation import WORKSHOP

_SOURCES = Path(__file__).with_name('parts')
_FLAGS = ['-O2', '-Wall', '-Wextra', '-Werror']


def compiled(name: str) -> Path:
    """The program of that name, on the sandbox's own file system."""
    program = WORKSHOP / name
    if not program.exists():
        subprocess.run(['gcc', *_FLAGS, '-o', program, _SOURCES / f'{name}.c'], check=True)
    return program
