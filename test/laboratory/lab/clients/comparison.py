"""Each client sends the same requests twice, directly to a service and through the proxy: what it gets is compared, and so is what the log says."""
from __future__ import annotations

import statistics
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from lab.clients.answers import Answer, difference, read_answers
from lab.clients.programs import Client, Service
from lab.clients.requests_sent import SENT, Sent
from lab.proxy.access_log import LogLine
from lab.proxy.client_machine import HostsFile
from lab.proxy.laboratory import Laboratory
from lab.running.case import expect
from lab.sandbox.waiting import wait_for

_AT_ONCE = 3
_LONGER_SECONDS = 1
"""In the median, because the machine does other things too. What waits for ever is ended by the client's own limit of 20 seconds."""
_FRAME_BYTES = 1000
"""The head of a request, and what is around the pieces of a reply."""


@dataclass(frozen=True)
class Way:
    """A name, and the service that it leads to."""

    scheme: str
    host: str
    service: Service

    def is_called_by(self, client: Client) -> bool:
        """Whether it is one of the service's clients."""
        return self.service.called_by is None or client.name in self.service.called_by

    def __str__(self) -> str:
        return f'{self.scheme}://{self.host} (service in {self.service.language})'


@dataclass(frozen=True)
class Pairing:
    """A client and a way, and what the client got on it."""

    client: Client
    way: Way
    direct: dict[str, Answer]
    through: dict[str, Answer]

    def __str__(self) -> str:
        return f'{self.client.name}, {self.way}'

    @property
    def sent(self) -> list[Sent]:
        """As in `sent_by`."""
        return sent_by(self.client, self.way)

    def key(self, number: int) -> str:
        """The first part of a path, by which the log tells one request from all others."""
        return key_of(self.client, self.way, number)

    def check_answers(self, _: Laboratory) -> None:
        """Fails unless each reply through the proxy is the one that came directly."""
        problems = []
        for number, sent in enumerate(self.sent):
            direct, through = self.direct.get(self.key(number)), self.through.get(self.key(number))
            if direct is not None and direct.status == 'error' and 403 in sent.statuses:
                continue                # some clients do not look for an answer when they cannot send on
            if direct is None or int(direct.status if direct.status.isdigit() else 0) not in sent.statuses:
                problems.append(f'{sent.what}: directly {direct}')
            elif through is None or (different := difference(direct, through)):
                problems.append(f'{sent.what}: {"nothing" if through is None else different}')
        expect(not problems, '; '.join(problems))
        usual, now = (statistics.median(answer.seconds for answer in answers.values()) for answers in (self.direct, self.through))
        expect(now < usual + _LONGER_SECONDS, f'half of the answers took {now:.1f} seconds, and directly {usual:.1f}')

    def check_log(self, lab: Laboratory) -> None:
        """Fails unless the log has one line for each request, and each is true."""
        lines: dict[str, list[LogLine]] = {self.key(number): [] for number in range(len(self.sent))}
        for line in lab.log.matching(str(self), lambda line: _key_in(line) in lines, len(lines)):
            lines[_key_in(line)].append(line)
        problems = []
        for number, sent in enumerate(self.sent):
            found = lines[self.key(number)]
            wrong = [f'{len(found)} lines'] if len(found) != 1 else _untrue(found[0], self.way, sent, self.through[self.key(number)])
            problems += [f'{sent.what}: {", ".join(wrong)}'] if wrong else []
        expect(not problems, '; '.join(problems))


def check_sessions(lab: Laboratory, pairings: list[Pairing]) -> None:
    """Fails unless the lines about the TLS sessions of a way are true: what all clients moved is in them."""
    way = pairings[0].way
    least = {
        'bytes_out': sum(answer.length for pairing in pairings for answer in pairing.through.values()),
        'bytes_in': sum(each.size for pairing in pairings for each in pairing.sent if 403 not in each.statuses),
    }

    def lines() -> list[LogLine]:
        return [line for line in lab.log.lines if line['protocol'] == 'tls' and line['name'] == way.host]

    wait_for(f'lines about more than {least} that the clients moved', lambda: all(sum(line[field] for line in lines()) > size for field, size in least.items()))
    told = {(line['verdict'], line['upstream'], line['status']) for line in lines()}
    expect(told == {('forwarded', f'{way.service.address}:443', 200)}, f'the lines say {told}')


def check_all_told(lab: Laboratory, since: int) -> None:
    """Fails if the log, since so many lines, tells of anything that the clients did not do, or in anything but JSON."""
    others = [line for line in lab.log.lines[since:] if line['verdict'] != 'forwarded']
    expect(not others and not lab.log.broken, f'other lines: {others[:3]} {lab.log.broken[:3]}')


def sent_by(client: Client, way: Way) -> list[Sent]:
    """The requests that the service can answer, and whose answers the client understands."""
    return [sent for sent in SENT if sent.path not in way.service.lacks and client.name not in sent.mistaken]


def key_of(client: Client, way: Way, number: int) -> str:
    """As in `Pairing`."""
    return f'{client.name}-{way.scheme}-{way.host.split(".")[0]}-{number}'


def _key_in(line: LogLine) -> str:
    return str(line.get('path') or '/').split('/')[1]


def compare(lab: Laboratory, variables: dict[str, str], hosts: HostsFile, pairs: list[tuple[Client, Way]], folder: Path) -> list[Pairing]:
    """First all clients directly, then all through the load balancer and the proxy."""
    ways = {way for _, way in pairs}
    for client, way in pairs:
        lines = [f'{(key := key_of(client, way, number))}\t{sent.method}\t{way.scheme}://{way.host}/{key}/{sent.path}\t{sent.size}\n' for number, sent in enumerate(sent_by(client, way))]
        _file(folder, client, way).write_text(''.join(lines), encoding='ascii')
    passes = []
    for lead in ({way.host: way.service.address for way in ways}, dict.fromkeys((way.host for way in ways), lab.addresses.load_balancer_public)):
        hosts.lead(lead)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            passes.append(list(pool.map(lambda pair: read_answers(pair[0].run(lab, variables, _file(folder, *pair))), pairs)))
    return [Pairing(client, way, direct, through) for (client, way), direct, through in zip(pairs, *passes, strict=True)]


def _file(folder: Path, client: Client, way: Way) -> Path:
    return folder / f'{client.name}-{way.scheme}-{way.host}.requests'


def _untrue(line: LogLine, way: Way, sent: Sent, answer: Answer) -> list[str]:
    """What a line says that is not so."""
    wanted = {
        'verdict': 'forwarded', 'name': way.host, 'method': sent.method, 'status': int(answer.status),
        'upstream': f'{way.service.address}:80', 'upstream_status': str(sent.first_status or answer.status),
    }
    wrong = [f'{name} is {line[name]!r}, not {value!r}' for name, value in wanted.items() if line[name] != value]
    head = sum(len(header) + len(': \r\n') for header in answer.headers)
    if not answer.length <= line['bytes_out'] - head <= answer.length + _FRAME_BYTES:
        wrong.append(f"bytes_out is {line['bytes_out']}, and the client got {answer.length} after a head of {head}")
    least = 0 if 403 in sent.statuses else sent.size        # who is refused may stop
    if not least < line['bytes_in'] <= sent.size + _FRAME_BYTES:
        wrong.append(f"bytes_in is {line['bytes_in']}, and the client sent {sent.size}")
    return wrong
