"""Where it is measured: one namespace for the proxies, one wire, and both ends of the traffic at its other end.

The proxies have the first processor, both ends and the DNS server the last. A packet crosses one wire and no router, so that
little of what is measured is the laboratory's own.
"""
from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

from lab.bench import guidance
from lab.bench.contender import Contender, Ports
from lab.bench.generator import Ends, Generator, generating
from lab.bench.handshake import record_handshake
from lab.bench.haproxy import HaproxyNames, haproxy_cfg
from lab.bench.programs import compiled
from lab.proxy import quick_start
from lab.proxy.addresses import plan_addresses
from lab.proxy.dns_server import DnsServer
from lab.proxy.nginx_binary import NginxBinary
from lab.proxy.task_definition import Ingress
from lab.proxy.topology import Topology
from lab.sandbox.background_loop import BackgroundLoop
from lab.sandbox.isolation import WORKSHOP
from lab.sandbox.namespaces import NetworkNamespace

GUIDANCE, OURS, HAPROXY, HAPROXY_SPLICE = 'Guidance', 'ours', 'HAProxy', 'HAProxy, splice'
FLOOR, FLOOR_SPLICE = 'bare relay', 'bare relay, splice'
FOR_SOME = 'ours, with clients of each name'
LARGE = 'ours, LARGE_TRANSFERS'
REPLY_BYTES = 1200


class Stage:
    """All parts, running. A context manager: leaving it ends them."""

    def __init__(self, ingress: Ingress, nginx: NginxBinary) -> None:
        self._ingress = ingress
        self._nginx = Path(shutil.copy(nginx.path, WORKSHOP))       # wherever it was: proxies have a /tmp of their own
        self.addresses = plan_addresses(ingress.container.nginx_conf, ingress.vpc_range)
        processors = sorted(os.sched_getaffinity(0))
        self.processors = len(processors)
        self._for_proxies, self._for_ends = str(processors[0]), str(processors[-1])
        os.sched_setaffinity(0, {processors[-1]})
        self._task_addresses = iter((self.addresses.intruder, *self.addresses.later_tasks))
        self._proxies = self._build_network()
        self._loop = BackgroundLoop()
        self._start_ends()
        self.contenders: dict[str, Contender] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for contender in self.contenders.values():
            contender.end()
        self._service.kill()
        self._service.wait(5)
        self._loop.stop()

    def start_contenders(self) -> None:
        """All proxies but further tasks of ours, side by side: one that is asked nothing costs nothing."""
        self.start_guidance()
        self.start_ours()
        names = HaproxyNames(quick_start.SERVICE, quick_start.GENERATED, quick_start.LOOKED_UP.removeprefix('*'), self.addresses.resolver)
        for name, base, splice in ((HAPROXY, 9000, False), (HAPROXY_SPLICE, 10000, True)):
            path = _written(f'haproxy-{base}.cfg', haproxy_cfg(names, base + 443, base + 80, splice))
            self._start(name, ['haproxy', '-f', path], Ports(base + 443, base + 80, base + 443))
        for name, base, way in ((FLOOR, 11000, 'copy'), (FLOOR_SPLICE, 12000, 'splice')):
            forwards = [base + 443, 443, base + 80, 80]
            self._start(name, [compiled('relay'), way, self.addresses.service, *map(str, forwards)], Ports(base + 443, base + 80, base + 443))

    def start_guidance(self, groups: Sequence[Path] = ()) -> None:
        """The Guidance's configuration."""
        self._start(GUIDANCE, self._nginx_command('guidance.conf', guidance.guidance_conf(self.addresses.resolver)), Ports(443, 80, 443), groups)

    def start_ours(self, groups: Sequence[Path] = ()) -> None:
        """The configuration of the template."""
        self.start_task(OURS, self._ingress, groups)

    def start_task(self, name: str, ingress: Ingress, groups: Sequence[Path] = ()) -> None:
        """The configuration of a template, at an address of its own and with the system controls of its task."""
        address, container = next(self._task_addresses), ingress.container
        ports = Ports(ingress.ports[443], ingress.ports[80], ingress.health_port, address)
        command = self._nginx_command(f'{address}.conf', container.written_nginx_conf)
        namespace = self._attach(f'task-{len(self.contenders)}', address, container.system_controls)
        self.contenders[name] = Contender(name, command, ports, namespace, self._for_proxies, self._for_ends, groups)

    def asking(self, name: str, kind: str, options: Mapping[str, object]) -> AbstractContextManager[Generator]:
        """A generator against a port of one of the proxies; the kinds are the fields of `Ports`."""
        ports = self.contenders[name].ports
        return generating(self.ends, name, getattr(ports, kind), {**options, **ports.elsewhere})

    def _nginx_command(self, file: str, text: str) -> list[str | Path]:
        return [self._nginx, '-p', '/tmp', '-e', 'stderr', '-c', _written(file, text)]

    def _start(self, name: str, command: list[str | Path], ports: Ports, groups: Sequence[Path] = ()) -> None:
        self.contenders[name] = Contender(name, command, ports, self._proxies, self._for_proxies, self._for_ends, groups)

    def _build_network(self) -> NetworkNamespace:
        plan = self.addresses
        self._topology = Topology()
        for address in (plan.load_balancer, plan.service, plan.looked_up_service, plan.resolver):
            subprocess.run(['ip', 'addr', 'add', f'{address}/32', 'dev', 'lo'], check=True)
        _set_up_tcp()
        return self._attach('proxies', plan.task)

    def _attach(self, name: str, address: str, system_controls: Mapping[str, str] = MappingProxyType({})) -> NetworkNamespace:
        namespace = self._topology.attach(name, [address])
        with namespace.entered():
            _set_up_tcp(system_controls)
        return namespace

    def _start_ends(self) -> None:
        plan = self.addresses
        here = Path('/proc/self/ns/net')
        self._dns = DnsServer(self._loop, _Here(here), plan.resolver, {
            quick_start.GENERATED: [plan.service],
            quick_start.SERVICE: [plan.service],            # as the Guidance's private hosted zone has it
            quick_start.LOOKED_UP: [plan.looked_up_service],
        })
        handshake = record_handshake(quick_start.SERVICE)
        files = {name: WORKSHOP / name for name in ('client_hello', 'server_flight', 'client_finish')}
        for name, file in files.items():
            file.write_bytes(getattr(handshake, name))
        self.ends = Ends(plan.load_balancer, plan.task, plan.service, files, len(handshake.server_flight), self._for_ends)
        self._service = subprocess.Popen([
            compiled('service'), '443', '80', files['server_flight'],
            str(len(handshake.client_hello)), str(len(handshake.client_finish)), str(REPLY_BYTES),
        ])


class _Here(NetworkNamespace):
    """The namespace of the ends, which is the sandbox's own and has no name."""

    def __init__(self, path: Path) -> None:
        super().__init__('here')
        self.path = path


def _set_up_tcp(system_controls: Mapping[str, str] = MappingProxyType({})) -> None:
    """Many local ports for everybody, ports below 1024 for a configuration that was made for root, and what a task definition asks for.

    Without pacing, as everywhere that has Linux's own default (cubic, which a namespace may not choose): this machine's may be BBR, whose
    timers cost more than any proxy.
    """
    settings = {'ip_local_port_range': '1024 65535', 'tcp_tw_reuse': '1', 'ip_unprivileged_port_start': '0', 'tcp_congestion_control': 'reno'}
    for name, value in {**{f'net.ipv4.{name}': value for name, value in settings.items()}, **system_controls}.items():
        Path('/proc/sys', name.replace('.', '/')).write_text(value, encoding='ascii')


def _written(name: str, text: str) -> Path:
    path = WORKSHOP / name
    path.write_text(text, encoding='utf-8')
    return path
