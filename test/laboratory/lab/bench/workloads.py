"""What is asked of the proxies, and what the project set out to reach: the rows of the table."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lab.bench.stage import FLOOR, FLOOR_SPLICE, GUIDANCE, HAPROXY, HAPROXY_SPLICE, LARGE, OURS
from lab.proxy import quick_start

MIB = 1 << 20
WITHOUT_SPLICE = (GUIDANCE, OURS, HAPROXY, HAPROXY_SPLICE, FLOOR)
ALL = (*WITHOUT_SPLICE, FLOOR_SPLICE)


@dataclass(frozen=True)
class Workload:
    """One kind of load, whose CPU time is measured for each unit of it."""

    title: str
    kind: str
    """A field of `Ports`, which the generator knows too."""
    target: float
    """The most that our CPU time may be, as a ratio to the Guidance's."""
    options: Mapping[str, object] = field(default_factory=dict)
    contenders: tuple[str, ...] = WITHOUT_SPLICE
    floor_target: float | None = None
    """The most that it may be as a ratio to the bare relay, where that is a target."""
    unit: str = 'us'
    units_each: float = 1
    """How many units one request of the generator is: its figures are divided by it."""

    @property
    def generator(self) -> dict[str, object]:
        """What the generator is told."""
        return {'kind': self.kind, **self.options}


_SERVICE = {'host': quick_start.SERVICE}
_BULK_BYTES = 16 * MIB

TLS_NEW = Workload('new TLS connection + 1 request', 'tls', 0.95, floor_target=1.20)
TLS_KEPT = Workload('keep-alive request over TLS', 'tls', 0.97, {'kept': 1})
HTTP_KEPT = Workload('HTTP, keep-alive, to `services`', 'http', 0.28, {**_SERVICE, 'kept': 1})
HTTP_NEW = Workload('HTTP, new connection each, to `services`', 'http', 0.58, _SERVICE)
LOOKED_UP = Workload('HTTP, keep-alive, to looked-up names', 'http', 0.95, {'host': quick_start.LOOKED_UP_EXAMPLE, 'kept': 1})
BULK = Workload(
    'bulk over TLS, per GB', 'tls', 0.60, {'kept': 1, 'slots': 4, 'reply': _BULK_BYTES}, ALL,
    unit='ms', units_each=_BULK_BYTES / 1e9 * 1000,
)
BULK_BY_CHOICE = replace(BULK, title='bulk over TLS, per GB, `LARGE_TRANSFERS`', target=0.44, contenders=(GUIDANCE, LARGE))
HEALTH = Workload('health-check connection', 'health', 0.90)
WORKLOADS = (TLS_NEW, TLS_KEPT, HTTP_KEPT, HTTP_NEW, LOOKED_UP, BULK, BULK_BY_CHOICE, HEALTH)

LATENCY = (TLS_NEW, HTTP_KEPT)
"""The workloads whose latency is measured: one of each protocol."""

START_BYTES, LITTLE_BYTES, MUCH_BYTES, BOTH_BYTES = 10e6, 20e3, 150e3, 248 * 1024
"""The most that a worker may hold at start, and a TLS session after little, after 1 MiB, and after 1 MiB each way: what a task counts for it."""
