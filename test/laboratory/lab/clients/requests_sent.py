"""What every client sends to every service. The paths are those of the services; see README.md."""
from __future__ import annotations

from dataclasses import dataclass

from lab.clients.programs import REFUSED_UPLOAD


@dataclass(frozen=True)
class Sent:
    """One request."""

    what: str
    """Why it may differ behind a proxy."""
    method: str
    path: str
    size: int = 0
    """Bytes of its body."""
    statuses: tuple[int, ...] = (200,)
    """What a service answers."""
    mistaken: tuple[str, ...] = ()
    """Clients that do not understand the answer, even directly."""
    first_status: int | None = None
    """What a service sends before that."""


SENT = (
    *(Sent(f'status {status}', 'GET', f'status/{status}', statuses=(status,)) for status in (204, 404, 500, 502, 503, 504)),
    Sent('a large reply of known length', 'GET', 'bytes/1000000'),
    Sent('HEAD', 'HEAD', 'bytes/1000'),
    Sent('a reply in chunks', 'GET', 'chunks/200000'),
    Sent('a reply with a head of 24 kB', 'GET', 'head/24000'),
    Sent('a reply with sixty cookies', 'GET', 'cookies/60'),
    Sent('a late reply', 'GET', 'late/700'),
    Sent('server-sent events', 'GET', 'events/5'),
    Sent('a reply with trailers', 'GET', 'trailers'),
    Sent('hints before a reply', 'GET', 'hints', mistaken=('requests',), first_status=103),
    *(Sent(f'{method} without a body', method, 'echo') for method in ('GET', 'DELETE', 'OPTIONS')),
    *(Sent(f'{method} with a body', method, 'echo', 300_000) for method in ('POST', 'PUT', 'PATCH')),
    Sent('a target with escapes and a query', 'GET', 'echo/a%20b%2Fc//d;e?x=1&y=%C3%A9&z=a+b'),
    # The last one, because nginx closes the connection after it.
    Sent('an upload that is refused before it is read', 'POST', REFUSED_UPLOAD, 5_000_000, (403,)),
)
