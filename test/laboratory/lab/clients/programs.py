"""The clients and services: how each is started, and where its name leads."""
from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from lab.paths import ROOT
from lab.proxy.laboratory import Laboratory
from lab.sandbox.waiting import wait_for

BUILT = ROOT / '.clients'
_PROGRAMS = Path(__file__).with_name('programs')
_NODE = ['node', '--max-http-header-size=65536']
_PYTHON = str(BUILT / 'python' / 'bin' / 'python')
_RUN_SECONDS = 240
"""More than a client needs on a machine that does much else."""


@dataclass(frozen=True)
class Service:
    """A program that answers, at an address of its own."""

    language: str
    address: str
    command: tuple[str, ...]
    lacks: tuple[str, ...] = ()
    """Paths that its library does not have."""

    @property
    def name(self) -> str:
        """A name that is looked up as requests come."""
        return f'{self.language}.apps.example.com'


def services(certificate: Path) -> list[Service]:
    """All of them; the one in Go speaks TLS too."""
    return [
        Service('go', '169.254.171.120', (str(BUILT / 'go-service'), str(certificate))),
        Service('node', '169.254.171.121', (*_NODE, str(_PROGRAMS / 'service.mjs'))),
        Service('python', '169.254.171.122', (_PYTHON, str(_PROGRAMS / 'service.py')), lacks=('trailers',)),
    ]


@contextmanager
def running(lab: Laboratory, started: list[Service]) -> Iterator[None]:
    """For the length of the block the services run, and their names lead to them."""
    with ExitStack() as ending:
        for service in started:
            namespace = lab.network.attach(service.language, [service.address])
            lab.dns.names[service.name] = [service.address]
            process = subprocess.Popen(['nsenter', f'--net={namespace.path}', '--', *service.command])
            ending.callback(process.wait, 10)
            ending.callback(process.kill)
        for service in started:
            wait_for(f'the service in {service.language}', lambda service=service: _listens(lab, service), 60)
        yield


def _listens(lab: Laboratory, service: Service) -> bool:
    try:
        lab.client.namespace.connect(service.address, 80, timeout=5).close()
    except OSError:
        return False
    return True


@dataclass(frozen=True)
class Client:
    """A program that sends the requests of a file, and prints a line about each reply."""

    name: str
    run: Callable[[Laboratory, dict[str, str], Path], str]


def _listed(*command: str) -> Callable[[Laboratory, dict[str, str], Path], str]:
    def run(lab: Laboratory, variables: dict[str, str], requests: Path) -> str:
        try:
            return in_client(lab, [*command, str(requests)], variables).stdout
        except subprocess.TimeoutExpired as error:          # what it printed counts, and the rest is missed
            printed = error.stdout or b''
            return printed.decode() if isinstance(printed, bytes) else printed

    return run


def in_client(lab: Laboratory, command: list[str], variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Runs a command outside AWS."""
    return subprocess.run(
        ['nsenter', f'--net={lab.client.namespace.path}', '--', *command],
        env={**os.environ, **variables}, capture_output=True, text=True, timeout=_RUN_SECONDS, check=False,
    )


def _with_curl(lab: Laboratory, variables: dict[str, str], requests: Path) -> str:
    return ''.join(_curl(lab, variables, requests.with_suffix('.curl'), *line.split('\t')) for line in requests.read_text(encoding='ascii').splitlines())


def _curl(lab: Laboratory, variables: dict[str, str], folder: Path, key: str, method: str, url: str, size: str) -> str:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    head, body, upload = folder / 'head', folder / 'body', folder / 'upload'
    body.touch()
    upload.write_bytes(b'x' * int(size))
    sending = ['--data-binary', f'@{upload}'] if int(size) else []
    asking = ['--head'] if method == 'HEAD' else ['--request', method]
    done = in_client(lab, ['curl', '--silent', '--max-time', '20', *asking, *sending, '--dump-header', str(head), '--output', str(body), url], variables)
    if done.returncode != 0:
        return '\t'.join([key, 'error', str(done.returncode), '', '', '']) + '\n'
    replies = head.read_text(encoding='latin-1').replace('\r', '').strip().split('\n\n')
    # Interim replies come first, and trailers last.
    last = next(index for index in reversed(range(len(replies))) if replies[index].startswith('HTTP/'))
    first, *lines = replies[last].split('\n')
    content = b'' if method == 'HEAD' else body.read_bytes()
    shown = '\x1f'.join(f'{name.lower()}:{value}' for name, _, value in (line.partition(':') for line in lines))
    trailers = ','.join(line for reply in replies[last + 1:] for line in reply.split('\n'))
    return '\t'.join([key, first.split(' ')[1], hashlib.sha256(content).hexdigest(), str(len(content)), trailers, shown]) + '\n'


CLIENTS = (
    Client('curl', _with_curl),
    Client('requests', _listed(_PYTHON, str(_PROGRAMS / 'client.py'), 'requests')),
    Client('httpx', _listed(_PYTHON, str(_PROGRAMS / 'client.py'), 'httpx')),
    Client('fetch', _listed(*_NODE, str(_PROGRAMS / 'client.mjs'), 'fetch')),
    Client('node-http', _listed(*_NODE, str(_PROGRAMS / 'client.mjs'), 'http')),
    Client('go', _listed(str(BUILT / 'go-client'))),
    Client('java', _listed('java', '-XX:TieredStopAtLevel=1', '-cp', str(BUILT), 'Client')),
)
