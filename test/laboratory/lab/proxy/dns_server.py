"""A DNS server with a handful of names. It remembers every question, and its answers can be changed while it runs."""
from __future__ import annotations

import asyncio
import ipaddress
import time
from collections.abc import Mapping
from typing import cast

from dnslib import AAAA, CNAME, QTYPE, RCODE, RR, A, DNSRecord
from dnslib.dns import DNSError
from dnslib.label import DNSLabelError

from lab.proxy.dns_faults import DnsFault, kind_of
from lab.sandbox.background_loop import BackgroundLoop
from lab.sandbox.namespaces import NetworkNamespace
from lab.sandbox.waiting import wait_for


class DnsServer(asyncio.DatagramProtocol):
    """Answers A and AAAA for names, and for wildcards of any depth (`*.example.com`); NXDOMAIN for everything else."""

    def __init__(self, loop: BackgroundLoop, namespace: NetworkNamespace, address: str, names: Mapping[str, list[str]]) -> None:
        self.names = dict(names)
        """From name to addresses. Change it at any time."""
        self.time_to_live = 60
        self.questions: list[str] = []
        """Every name asked for, in lower case, in order."""
        self.aliases: dict[str, str] = {}
        """From name to the name it stands for."""
        self.faults: dict[str, DnsFault] = {}
        """From name to what goes wrong with it; under '*', for every name."""
        self.kinds: list[str] = []
        """Which kind of record was asked for, in order."""
        self.most_a_second: int | None = None
        """As VPC DNS takes no more than 1,024 packets a second from a network interface, this one drops what is more than that, unread."""
        self.dropped = 0
        """How many questions were."""
        self._second = self._in_second = 0
        self._address = (address, 53)
        loop.run(self._listen(namespace))

    async def _listen(self, namespace: NetworkNamespace) -> None:
        with namespace.entered():
            await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, local_addr=self._address)

    def wait_until_asked(self, name: str) -> None:
        """Returns when somebody has asked for the name."""
        wait_for(f'a DNS question for {name}', lambda: name in self.questions)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the event loop."""
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Called by the event loop with each question."""
        if self._is_too_much():
            self.dropped += 1
            return
        try:
            reply = self.answer(DNSRecord.parse(data))
            packet = reply.pack()
        except (DNSError, DNSLabelError):           # not a question, or a name that DNS cannot carry
            return
        fault = self.faults.get(self.questions[-1]) or self.faults.get('*')
        if fault is None:
            self._transport.sendto(packet, addr)
            return
        sent = fault(reply)
        for packet in sent.packets:
            asyncio.get_running_loop().call_later(sent.after_seconds, self._transport.sendto, packet, addr)

    def _is_too_much(self) -> bool:
        second = int(time.monotonic())
        self._second, self._in_second = second, self._in_second + 1 if second == self._second else 1
        return self.most_a_second is not None and self._in_second > self.most_a_second

    def answer(self, question: DNSRecord) -> DNSRecord:
        """The reply to one question."""
        name = str(question.q.qname).rstrip('.').lower()
        self.questions.append(name)
        self.kinds.append(kind_of(question))
        reply = question.reply()
        owner = question.q.qname
        for _ in range(len(self.aliases)):
            if name not in self.aliases:
                break
            name = self.aliases[name]
            reply.add_answer(RR(owner, QTYPE.CNAME, rdata=CNAME(name), ttl=self.time_to_live))
            owner = name
        addresses = [] if name in self.aliases else self._addresses_of(name)       # still an alias: they lead round and round
        if addresses is None:
            reply.header.rcode = RCODE.NXDOMAIN
            return reply
        for address in map(ipaddress.ip_address, addresses):
            kind, data = (QTYPE.A, A(str(address))) if address.version == 4 else (QTYPE.AAAA, AAAA(str(address)))
            if question.q.qtype == kind:
                reply.add_answer(RR(owner, kind, rdata=data, ttl=self.time_to_live))
        return reply

    def _addresses_of(self, name: str) -> list[str] | None:
        if name in self.names:
            return self.names[name]
        labels = name.split('.')
        wildcards = ('*.' + '.'.join(labels[start:]) for start in range(1, len(labels)))
        return next((self.names[wildcard] for wildcard in wildcards if wildcard in self.names), None)
