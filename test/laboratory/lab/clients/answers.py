"""What clients say that they got, and in what two of them must agree."""
from __future__ import annotations

from dataclasses import dataclass

from lab.clients.programs import Printed

_NOT_COMPARED = {'date', 'connection', 'keep-alive'}
"""When it was sent, and what each connection says for itself."""


@dataclass(frozen=True)
class Answer:
    """What a client printed about one reply."""

    status: str
    digest: str
    length: int
    trailers: str
    headers: tuple[str, ...]
    seconds: float


def read_answers(printed: list[Printed]) -> dict[str, Answer]:
    """By the key of the request."""
    answers = {}
    for line in printed:
        key, status, digest, length, trailers, shown = line.text.rstrip('\n').split('\t')
        headers = sorted(header.replace(': ', ':') for header in shown.split('\x1f') if header.partition(':')[0] not in _NOT_COMPARED)
        answers[key] = Answer(status, digest, int(length or 0), trailers.lower().replace(' ', ''), tuple(headers), line.seconds)
    return answers


def difference(direct: Answer, through: Answer) -> str:
    """In what they differ; empty where they agree."""
    parts = [f'{name} {got!r} instead of {wanted!r}' for name in ('status', 'digest', 'length', 'trailers')
             if (got := getattr(through, name)) != (wanted := getattr(direct, name))]
    headers = [f'header {header[:80]!r}' for header in sorted(set(direct.headers) ^ set(through.headers))]
    return ', '.join(parts + headers)
