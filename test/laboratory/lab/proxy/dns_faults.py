"""Ways in which DNS goes wrong. Each takes the reply that would have been right, and gives what is sent instead, and when."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dnslib import QTYPE, RCODE, DNSRecord


@dataclass(frozen=True)
class Sent:
    """What goes back, and after how many seconds; nothing where `packets` is empty."""

    packets: list[bytes]
    after_seconds: float = 0


DnsFault = Callable[[DNSRecord], Sent]


def dead(_reply: DNSRecord) -> Sent:
    """No answer at all."""
    return Sent([])


def slow(seconds: float) -> DnsFault:
    """The right answer, late."""
    return lambda reply: Sent([reply.pack()], seconds)


def failing(code: int = RCODE.SERVFAIL) -> DnsFault:
    """No addresses, and a code that says why."""

    def fail(reply: DNSRecord) -> Sent:
        reply.rr = []
        reply.header.rcode = code
        return Sent([reply.pack()])

    return fail


def empty(reply: DNSRecord) -> Sent:
    """The name exists, and has no address."""
    reply.rr = []
    return Sent([reply.pack()])


def garbled(reply: DNSRecord) -> Sent:
    """Bytes that are no DNS reply, a reply cut in the middle, one for another question and one whose lengths lie."""
    whole = reply.pack()
    foreign = (int.from_bytes(whole[:2], 'big') ^ 0x5555).to_bytes(2, 'big') + whole[2:]
    return Sent([b'\xff' * 40, whole[:len(whole) // 2], foreign, whole[:-6] + b'\xff\xff' + whole[-4:]])


def once(fault: DnsFault) -> DnsFault:
    """Wrong the first time a question is asked, right from then on."""
    asked: set[tuple[str, int]] = set()

    def first_wrong(reply: DNSRecord) -> Sent:
        question = (str(reply.q.qname), reply.q.qtype)
        if question in asked:
            return Sent([reply.pack()])
        asked.add(question)
        return fault(reply)

    return first_wrong


def kind_of(question: DNSRecord) -> str:
    """'A', 'AAAA' or another kind of record."""
    return str(QTYPE[question.q.qtype])
