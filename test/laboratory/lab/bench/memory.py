"""What a proxy holds in memory: at start, and for each TLS session."""
from __future__ import annotations

from lab.bench.samples import Samples
from lab.bench.stage import Stage
from lab.bench.workloads import ALL, MIB

START, LITTLE = 'memory at start, per worker', 'memory per TLS session, after little data'
MUCH, BOTH = 'memory per TLS session, after 1 MiB', 'memory per TLS session, after 1 MiB each way'
_SESSIONS = 150
"""Twice as many have to fit into one client's share of a task."""


def measure_start(stage: Stage, samples: Samples) -> None:
    """Before anything has been asked of it."""
    for name in ALL:
        samples.add(START, name, stage.contenders[name].worker_bytes())


def measure_sessions(stage: Stage, samples: Samples) -> None:
    """Sessions that have had their handshake and one request, then the same after a large reply; others that have moved as much each way.

    The kernel's memory for sockets is not counted: it is alike for all.
    """
    for name in ALL:
        contender = stage.contenders[name]
        down: dict[str, object] = {'kind': 'tls', 'kept': 1, 'slots': _SESSIONS, 'reply': MIB, 'seconds': 0}
        before = contender.worker_bytes()
        with stage.asking(name, 'tls', down) as generator:
            samples.add(LITTLE, name, (contender.worker_bytes() - before) / _SESSIONS)
            generator.measure()                     # one request of each session
            after = contender.worker_bytes()
            samples.add(MUCH, name, (after - before) / _SESSIONS)
            with stage.asking(name, 'tls', {**down, 'upload': MIB}) as others:
                others.measure()
                samples.add(BOTH, name, (contender.worker_bytes() - after) / _SESSIONS)
