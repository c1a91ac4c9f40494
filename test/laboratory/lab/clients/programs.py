"""The clients and services: how each is started, and where its name leads."""
from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from lab.paths import ROOT
from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import GENERATED
from lab.sandbox.waiting import wait_for

BUILT = ROOT / '.clients'
_PROGRAMS = Path(__file__).with_name('programs')
_NODE = ['node', '--max-http-header-size=65536']
_PYTHON = str(BUILT / 'python' / 'bin' / 'python')
_JAVA = ['java', '-XX:TieredStopAtLevel=1', '-cp', str(BUILT)]
REFUSED_UPLOAD = 'refuse/403'
"""The path of an upload that a service refuses before it has read it."""
_RUN_SECONDS = 300
"""More than a client needs on a machine that does much else."""


@dataclass(frozen=True)
class Service:
    """A program that answers, at an address of its own."""

    language: str
    address: str
    command: tuple[str, ...]
    lacks: tuple[str, ...] = ()
    """Paths that its library does not have, or does not answer each time."""
    called_by: tuple[str, ...] | None = None
    """The clients that call it; without them all do."""
    ports: tuple[int, ...] = (80, 443)
    """Where it listens, without TLS and with it."""

    @property
    def name(self) -> str:
        """A name that is looked up as requests come."""
        return f'{self.language}.apps.example.com'


def services(certificate: Path) -> list[Service]:
    """All of them; those with the certificate speak TLS too."""
    return [
        Service('go', '169.254.171.120', (str(BUILT / 'go-service'), str(certificate))),
        Service('node', '169.254.171.121', (*_NODE, str(_PROGRAMS / 'service.mjs'), str(certificate))),
        Service('python', '169.254.171.122', (_PYTHON, str(_PROGRAMS / 'service.py'), str(certificate)), lacks=('hints', 'trailers')),
        # It resets the connection of an upload that it refuses, so the answer is lost at times, with and without the proxy.
        Service('java', '169.254.171.123', (*_JAVA, 'Service'), lacks=('hints', 'trailers', REFUSED_UPLOAD), called_by=('curl', 'java'), ports=(80,)),
    ]


def grpc_service(certificate: Path) -> Service:
    """It speaks gRPC, and nothing else."""
    return Service('grpc', '169.254.171.124', (_PYTHON, str(_PROGRAMS / 'grpc_service.py'), str(certificate)), ports=(443,))


def named_service(label: str, address: str, certificate: Path, strict: bool) -> Service:
    """One in Go that says in each reply who it is; a strict one answers 421 to whoever asks for another name."""
    name = f'{label}.apps.example.com'
    return Service(label, address, (str(BUILT / 'go-service'), str(certificate), name, *(['421'] if strict else [])))


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
            wait_for(f'the service in {service.language}', partial(_listens, lab, service), 60)
        yield


def lead_own_name(lab: Laboratory, service: Service) -> None:
    """Lets the name of its own in the configuration lead to this service."""
    if lab.dns.names[GENERATED] != [service.address]:
        lab.dns.names[GENERATED] = [service.address]
        lab.restart()


def _listens(lab: Laboratory, service: Service) -> bool:
    try:
        for port in service.ports:
            lab.client.namespace.connect(service.address, port, timeout=5).close()
    except OSError:
        return False
    return True


@dataclass(frozen=True)
class Printed:
    """A line that a program printed, and how long it took for it."""

    text: str
    seconds: float


@dataclass(frozen=True)
class Client:
    """A program that sends the requests of a file, and prints a line about each reply."""

    name: str
    run: Callable[[Laboratory, dict[str, str], Path], list[Printed]]


def _listed(*command: str) -> Callable[[Laboratory, dict[str, str], Path], list[Printed]]:
    def run(lab: Laboratory, variables: dict[str, str], requests: Path) -> list[Printed]:
        before = time.monotonic()
        process = subprocess.Popen(_from_client(lab, [*command, str(requests)]), env={**os.environ, **variables}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert process.stdout is not None
        limit = threading.Timer(_RUN_SECONDS, process.kill)         # what it printed counts, and the rest is missed
        limit.start()
        printed = []
        with process:
            for line in process.stdout:
                printed.append(Printed(line, (now := time.monotonic()) - before))
                before = now
        limit.cancel()
        return printed

    return run


def in_client(lab: Laboratory, command: list[str], variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Runs a command outside AWS."""
    return subprocess.run(
        _from_client(lab, command), env={**os.environ, **variables}, capture_output=True, text=True, timeout=_RUN_SECONDS, check=False,
    )


def _from_client(lab: Laboratory, command: list[str]) -> list[str]:
    return ['nsenter', f'--net={lab.client.namespace.path}', '--', *command]


def _with_curl(lab: Laboratory, variables: dict[str, str], requests: Path) -> list[Printed]:
    printed = []
    for line in requests.read_text(encoding='ascii').splitlines():
        start = time.monotonic()
        printed.append(Printed(_curl(lab, variables, requests.with_suffix('.curl'), *line.split('\t')), time.monotonic() - start))
    return printed


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
        return '\t'.join([key, 'error', str(done.returncode), '', '', ''])
    replies = head.read_text(encoding='latin-1').replace('\r', '').strip().split('\n\n')
    # Interim replies come first, and trailers last.
    last = next(index for index in reversed(range(len(replies))) if replies[index].startswith('HTTP/'))
    first, *lines = replies[last].split('\n')
    content = b'' if method == 'HEAD' else body.read_bytes()
    shown = '\x1f'.join(f'{name.lower()}:{value}' for name, _, value in (line.partition(':') for line in lines))
    trailers = ','.join(line for reply in replies[last + 1:] for line in reply.split('\n'))
    return '\t'.join([key, first.split(' ')[1], hashlib.sha256(content).hexdigest(), str(len(content)), trailers, shown])


CLIENTS = (
    Client('curl', _with_curl),
    Client('requests', _listed(_PYTHON, str(_PROGRAMS / 'client.py'), 'requests')),
    Client('httpx', _listed(_PYTHON, str(_PROGRAMS / 'client.py'), 'httpx')),
    Client('fetch', _listed(*_NODE, str(_PROGRAMS / 'client.mjs'), 'fetch')),
    Client('node-http', _listed(*_NODE, str(_PROGRAMS / 'client.mjs'), 'http')),
    Client('go', _listed(str(BUILT / 'go-client'))),
    Client('java', _listed(*_JAVA, 'Client')),
)

WEBSOCKET_CLIENTS = {
    'python': (_PYTHON, str(_PROGRAMS / 'websocket.py')),
    'node': ('node', '--experimental-websocket', str(_PROGRAMS / 'websocket.mjs')),
    'java': (*_JAVA, 'WebSocketClient'),
}
GRPC_CLIENT = (_PYTHON, str(_PROGRAMS / 'grpc_client.py'))

BROWSER = ('node', '--experimental-websocket', str(_PROGRAMS / 'browser.mjs'))
IN_PAGE = _PROGRAMS / 'in_page.js'
