"""What Artillery counted, in periods of ten seconds, and what must be known to read it."""
from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.proxy.nginx_binary import NginxBinary

PERIOD_SECONDS = 10
_FAILURES = ('errors.', 'http.codes.4', 'http.codes.5')


@dataclass(frozen=True)
class Period:
    """Ten seconds of it."""

    start: int
    """Seconds since the first one."""
    requests_per_second: float
    p50: float
    p95: float
    p99: float
    """Milliseconds, like the two above."""


class Report:
    """A run's report, and what had been asked for."""

    def __init__(self, report: dict[str, Any], users: int, rate: int, ramp: int) -> None:
        self.users, self.rate, self.ramp = users, rate, ramp
        self._whole = report['aggregate']
        first = min(int(period['period']) for period in report['intermediate'])
        periods = [
            _period(period, (int(period['period']) - first) // 1000)
            for period in sorted(report['intermediate'], key=lambda period: int(period['period'])) if 'http.response_time' in period['summaries']
        ]
        self.periods = periods[:-1]                 # the last one is hardly ever whole

    @property
    def sustained(self) -> list[Period]:
        """The whole periods in which all users were there."""
        return [period for period in self.periods if period.start >= self.ramp + PERIOD_SECONDS]

    @property
    def achieved(self) -> float:
        """Requests a second while all users were there."""
        return sum(period.requests_per_second for period in self.sustained) / len(self.sustained)

    def table(self) -> str:
        """One line, as Markdown."""
        times, counters = self._whole['summaries']['http.response_time'], self._whole['counters']
        failed = sum(count for name, count in counters.items() if name.startswith(_FAILURES))
        cells = [
            f'{self.users}', f'{self.rate}/s', f'{self.achieved:.0f}/s', *(f'{times[name]:.0f} ms' for name in ('p50', 'p95', 'p99')),
            f'{failed} of {counters["http.requests"]:,}',
        ]
        head = ['users', 'requests asked', 'achieved', 'p50', 'p95', 'p99', 'failed']
        return '\n'.join('| ' + ' | '.join(line) + ' |' for line in (head, ['---'] * len(head), cells))

    def circumstances(self, nginx: NginxBinary, artillery: Path) -> str:
        """A paragraph to put below the table."""
        version = json.loads((artillery / 'node_modules/artillery/package.json').read_text(encoding='utf-8'))['version']
        return (
            f"All on one shared machine with {os.cpu_count()} processors, not on AWS: Artillery {version}, {nginx} with the quick start's configuration as its task "
            "definition starts it, and stand-ins in Python for the load balancer, VPC DNS and VPC Lattice, which verifies each request's signature. Real TLS, PROXY v2. "
            'Response times are of the whole way through all of these and of the whole run, and mostly theirs: they say nothing of AWS. Achieved is without the ramp.'
        )


def _period(period: dict[str, Any], start: int) -> Period:
    times = period['summaries']['http.response_time']
    return Period(start, period['counters'].get('http.requests', 0) / PERIOD_SECONDS, times['p50'], times['p95'], times['p99'])
