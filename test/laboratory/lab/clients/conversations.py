"""Programs that hold a conversation, WebSocket and gRPC: what they print must be the same directly and through the proxy."""
from __future__ import annotations

from dataclasses import dataclass

from lab.clients.comparison import Way
from lab.clients.programs import GRPC_CLIENT, WEBSOCKET_CLIENTS, Service, in_client, lead_own_name
from lab.proxy.access_log import LogLine
from lab.proxy.client_machine import HostsFile
from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import SERVICE
from lab.running.case import expect, expect_equal

_NAMES_FROM_THE_HOSTS_FILE = {'GRPC_DNS_RESOLVER': 'native'}
"""gRPC's own resolver asks DNS for more than addresses, and outside of AWS there is none here."""


@dataclass(frozen=True)
class Conversation:
    """A program, and where it calls."""

    name: str
    command: tuple[str, ...]
    way: Way
    bytes_each_way: int
    """That it moves at least."""
    last: str
    """With what the last line begins that it prints."""

    def __str__(self) -> str:
        return f'{self.name}, {self.way}'

    def check(self, lab: Laboratory, hosts: HostsFile, variables: dict[str, str]) -> None:
        """Fails unless it prints the same both times, and the log tells of it."""
        if self.way.host == SERVICE:
            lead_own_name(lab, self.way.service)
        before, printed = len(lab.log.lines), []
        for address in (self.way.service.address, lab.addresses.load_balancer_public):
            hosts.lead({self.way.host: address})
            done = in_client(lab, [*self.command, self._target], {**variables, **_NAMES_FROM_THE_HOSTS_FILE})
            expect(done.returncode == 0, f'exit code {done.returncode} with {address}: {done.stdout[-300:]} {done.stderr[-300:]}')
            printed.append(done.stdout.splitlines())
        direct, through = printed
        expect(bool(direct) and direct[-1].startswith(self.last), f'directly it printed {direct}')
        expect_equal('printed through the proxy', through, direct)
        self._check_lines(lab, before)

    @property
    def _target(self) -> str:
        return self.way.host if self.way.scheme == 'grpc' else f'{self.way.scheme}://{self.way.host}/{self.name}/echo'

    def _check_lines(self, lab: Laboratory, before: int) -> None:
        wanted = {
            'ws': {'protocol': 'http', 'status': 101, 'upstream': f'{self.way.service.address}:80', 'path': f'/{self.name}/echo'},
        }.get(self.way.scheme, {'protocol': 'tls', 'status': 200, 'upstream': f'{self.way.service.address}:443'})
        def is_about_this(line: LogLine) -> bool:
            return line['name'] == self.way.host and line['protocol'] == wanted['protocol'] and line.get('path') == wanted.get('path')

        lab.log.matching(str(self), lambda line: is_about_this(line) and line not in lab.log.lines[:before])
        found = [line for line in lab.log.lines[before:] if is_about_this(line)]
        expect_equal('lines in the log', len(found), 1)
        [line] = found
        expect_equal('the line', {field: line[field] for field in ('verdict', *wanted)}, {'verdict': 'forwarded', **wanted})
        expect(min(line['bytes_in'], line['bytes_out']) > self.bytes_each_way, f"the line says {line['bytes_in']} bytes in and {line['bytes_out']} out")


def conversations(websocket: Service, grpc: Service) -> list[Conversation]:
    """Each program by each of its ways."""
    ways = [Way('ws', websocket.name, websocket), Way('ws', SERVICE, websocket), Way('wss', websocket.name, websocket)]
    return [
        *(Conversation(f'websocket-{name}', command, way, 200_000, 'closed') for way in ways for name, command in WEBSOCKET_CLIENTS.items()),
        Conversation('grpcio', GRPC_CLIENT, Way('grpc', grpc.name, grpc), 4_000_000, 'at once 100'),
    ]
