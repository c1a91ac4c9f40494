"""What the README of the examples tells its reader to type, taken from there."""
from __future__ import annotations

import re
import shlex
import shutil
from dataclasses import dataclass

from lab.paths import ROOT

SIGNING = ROOT / 'examples' / 'signing'
_TEXT = (SIGNING / 'README.md').read_text(encoding='utf-8')


@dataclass(frozen=True)
class ClientCommand:
    """How one of the clients is called, up to its arguments."""

    words: tuple[str, ...]

    @property
    def name(self) -> str:
        """The folder of the client."""
        return next(word for word in self.words if '/' in word).partition('/')[0]

    def missing(self) -> list[str]:
        """Programs and files of the command that are not here."""
        return [word for word in self.words if not word.startswith('-') and not (shutil.which(word) or (SIGNING / word).is_file())]


def client_commands() -> list[ClientCommand]:
    """Every line that calls the service: one for each client that there is."""
    lines = re.findall(r'^(\S.*) https://api\.example\.com/orders$', _TEXT, re.MULTILINE)
    commands = [ClientCommand(tuple(shlex.split(line))) for line in lines]
    told, there = sorted(command.name for command in commands), sorted(each.name for each in SIGNING.iterdir() if each.is_dir())
    if told != there:
        raise ValueError(f'the README calls {told}, and there are {there}')
    return commands


def aws_config() -> str:
    """The profiles."""
    return '\n'.join(re.findall(r'^```ini\n(.*?)^```$', _TEXT, re.MULTILINE | re.DOTALL))
