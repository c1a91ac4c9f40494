"""What `npm run cost` computes with: the CPU time and the memory of the two configurations that it compares."""
from __future__ import annotations

import json
import time

from lab.bench import memory
from lab.bench.samples import Samples
from lab.bench.stage import GUIDANCE, OURS
from lab.bench.workloads import BULK, HTTP_KEPT, HTTP_NEW, TLS_KEPT, TLS_NEW

_CPU = {
    'microsecondsPerNewTlsConnection': (TLS_NEW, 1),
    'microsecondsPerTlsRequest': (TLS_KEPT, 1),
    'microsecondsPerNewHttpConnection': (HTTP_NEW, 1),
    'microsecondsPerHttpRequest': (HTTP_KEPT, 1),
    'microsecondsPerGb': (BULK, 1000),
}
"""A name for each workload, and how many microseconds its unit has."""
_BYTES = {'bytesAtStartPerWorker': memory.START, 'bytesPerTlsSession': memory.BOTH}


def measured(samples: Samples, about: str) -> str:
    """The medians as JSON. The Guidance's are absolute; ours are the Guidance's times the median ratio, which scatters less."""
    figures = {name: {**_cpu(samples, name), **{key: round(samples.median(title, name)) for key, title in _BYTES.items()}} for name in (GUIDANCE, OURS)}
    return json.dumps({'date': time.strftime('%Y-%m'), 'about': about, 'guidance': figures[GUIDANCE], 'ours': figures[OURS]}, indent=2) + '\n'


def _cpu(samples: Samples, name: str) -> dict[str, float]:
    return {
        key: round(samples.median(workload.title, GUIDANCE) * samples.ratio(workload.title, name, GUIDANCE).median * factor, 1)
        for key, (workload, factor) in _CPU.items()
    }
