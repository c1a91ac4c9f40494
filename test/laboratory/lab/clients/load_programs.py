"""Programs that send one request very often, or fetch one file: ab and wget."""
from __future__ import annotations

import hashlib
import re

from lab.clients.comparison import Way
from lab.clients.programs import in_client
from lab.proxy.client_machine import HostsFile
from lab.proxy.laboratory import Laboratory
from lab.running.case import expect, expect_equal

_REQUESTS, _AT_ONCE = 1000, 20
_BYTES = 3_000_000


def check_ab(lab: Laboratory, hosts: HostsFile, ways: list[Way]) -> None:
    """Fails unless ab, with and without kept connections, has each of its requests answered, all with one length."""
    hosts.lead(dict.fromkeys((way.host for way in ways), lab.addresses.load_balancer_public))
    for way in ways:
        for options in ([], ['-k']):
            done = in_client(lab, ['ab', '-q', '-n', str(_REQUESTS), '-c', str(_AT_ONCE), *options, f'{way.scheme}://{way.host}/ab/bytes/1000'], {})
            counts = dict(re.findall(r'^(Complete requests|Failed requests|Non-2xx responses): +(\d+)', done.stdout, re.MULTILINE))
            expect_equal(f'counts of {way} with {options}', counts, {'Complete requests': str(_REQUESTS), 'Failed requests': '0'})


def check_wget(lab: Laboratory, hosts: HostsFile, ways: list[Way]) -> None:
    """Fails unless wget fetches the same bytes as without the proxy."""
    for way in ways:
        digests = []
        for address in (way.service.address, lab.addresses.load_balancer_public):
            hosts.lead({way.host: address})
            done = in_client(lab, ['wget', '--quiet', '--tries=1', '--timeout=20', '--output-document=-', f'{way.scheme}://{way.host}/wget/bytes/{_BYTES}'], {})
            expect(len(done.stdout) == _BYTES, f'{len(done.stdout)} bytes over {way} from {address}: {done.stderr[:200]}')
            digests.append(hashlib.sha256(done.stdout.encode()).hexdigest())
        expect_equal(f'bytes over {way}', *digests)
