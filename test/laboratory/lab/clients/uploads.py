"""Uploads that a service refuses before it has read them: each client has to get that answer, and the log has to say whose it was."""
from __future__ import annotations

import statistics
from collections import Counter
from pathlib import Path

from lab.clients.answers import read_answers
from lab.clients.comparison import Way
from lab.clients.programs import Client, lead_own_name
from lab.proxy.client_machine import HostsFile
from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import SERVICE
from lab.running.case import expect, expect_equal

_STATUSES = (401, 403, 413)
_SIZES = (5_000_000, 30_000_000)
_TIMES = 5
_MOST_SECONDS = 5
_WANTED = Counter({str(status): _TIMES * len(_SIZES) for status in _STATUSES})


def check_uploads(lab: Laboratory, hosts: HostsFile, client: Client, way: Way, folder: Path) -> None:
    """Sends each upload so often that a race between an answer and a reset would show."""
    hosts.lead({way.host: lab.addresses.load_balancer_public})
    if way.host == SERVICE:
        lead_own_name(lab, way.service)
    key = f'upload-{client.name}-{way.host.split(".")[0]}-{way.service.language}'
    kinds = [(status, size) for _ in range(_TIMES) for status in _STATUSES for size in _SIZES]
    requests = folder / f'{key}.requests'
    requests.write_text(''.join(
        f'{key}-{number}\tPOST\thttp://{way.host}/{key}/refuse/{status}\t{size}\n' for number, (status, size) in enumerate(kinds)
    ), encoding='ascii')
    answers = read_answers(client.run(lab, {}, requests))
    expect_equal('statuses that the client got', Counter(answer.status for answer in answers.values()), _WANTED)
    median = statistics.median(answer.seconds for answer in answers.values())
    expect(median < _MOST_SECONDS, f'half of the answers took {median:.1f} seconds')
    lines = lab.log.matching(key, lambda line: str(line.get('path', '')).startswith(f'/{key}/'), len(kinds))
    logged = Counter((line['verdict'], line['name'], line['upstream'], line['status'], line['upstream_status']) for line in lines)
    from_service = ('forwarded', way.host, f'{way.service.address}:80')
    expect_equal('what the log says of them', logged, Counter({(*from_service, int(status), status): count for status, count in _WANTED.items()}))
