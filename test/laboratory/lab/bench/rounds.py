"""Interleaved rounds: every proxy is measured in each round, in another order, so that what disturbs the machine disturbs all alike."""
from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager

from lab.bench.generator import Generator, generating
from lab.bench.samples import Samples
from lab.bench.stage import Stage
from lab.bench.workloads import LATENCY, WORKLOADS, Workload

_SETTLE_SECONDS = 0.02
_HALF = 0.5
DIRECT = 'no proxy'


def measure_cpu(stage: Stage, samples: Samples, number: int, seconds: float) -> None:
    """One round of every workload: CPU time for each unit."""
    for workload in WORKLOADS:
        for name in rotated(workload.contenders, number):
            measure_one(stage, samples, workload, name, seconds)


def measure_one(stage: Stage, samples: Samples, workload: Workload, name: str, seconds: float) -> None:
    """CPU time for each unit of one workload, at one proxy."""
    contender = stage.contenders[name]
    with stage.asking(name, workload.kind, {**workload.generator, 'seconds': seconds}) as generator:
        before = contender.cpu_seconds()
        count = generator.measure()
        time.sleep(_SETTLE_SECONDS)                 # the last sessions are being closed
        spent = contender.cpu_seconds() - before
    samples.add(workload.title, name, spent / count.units * 1e6 / workload.units_each)
    samples.add(f'{workload.title}: rate', name, count.units / count.seconds)


def measure_latency(stage: Stage, samples: Samples, number: int, seconds: float, rates: dict[str, float]) -> None:
    """One round at half load: how long requests take that are due by the clock, beside the same without a proxy."""
    for workload in LATENCY:
        for name in rotated((DIRECT, *workload.contenders), number):
            options = {**workload.generator, 'seconds': seconds, 'rate': rates[workload.title], 'slots': 256 if not workload.options.get('kept') else 32}
            with _asking_directly(stage, workload, options) if name == DIRECT else stage.asking(name, workload.kind, options) as generator:
                samples.add(latency_of(workload), name, generator.measure().p99_us)


def _asking_directly(stage: Stage, workload: Workload, options: Mapping[str, object]) -> AbstractContextManager[Generator]:
    return generating(stage.ends, DIRECT, {'tls': 443, 'http': 80}[workload.kind], options, proxied=False)


def half_loads(samples: Samples) -> dict[str, float]:
    """For each workload half of what the Guidance managed, in requests a second."""
    return {workload.title: _HALF * samples.median(f'{workload.title}: rate', workload.contenders[0]) for workload in LATENCY}


def latency_of(workload: Workload) -> str:
    """The name under which latencies of a workload are kept."""
    return f'{workload.title}: 99th percentile'


def rotated(names: Sequence[str], by: int) -> list[str]:
    """The names in another order: each starts in its turn."""
    by %= len(names)
    return [*names[by:], *names[:by]]
