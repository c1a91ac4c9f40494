"""What was measured, with what and where: a figure without it says nothing."""
from __future__ import annotations

import platform
import re
import subprocess
from pathlib import Path

from lab.proxy.nginx_binary import NginxBinary


def circumstances(nginx: NginxBinary, processors: int, rounds: int, rates: dict[str, float]) -> str:
    """A paragraph to put below the table."""
    halves = ', '.join(f'{rate:.0f}/s ({title})' for title, rate in rates.items())
    return (
        f'Measured on one shared machine with {processors} processors ({_processor()}, Linux {platform.release()}), not on AWS, in {rounds} '
        f'interleaved rounds: {nginx} for both configurations, HAProxy {_haproxy_version()}, one worker each. The proxies had one processor, the load '
        'generator and the service another, joined by one virtual wire, with TCP that does not pace (Reno); other work may have run on both. Our configuration had '
        'the system controls of its task definition, which bound the memory of sockets; the others had those of Linux. CPU is the time that the kernel '
        "accounts to all processes of a proxy, its share of the network's work included. Ratios are to the Guidance's configuration in the same "
        'round: medians, with quartiles in brackets. They carry to other machines roughly, absolute figures do not. TLS is a recorded handshake, '
        'replayed: nobody encrypts, and no proxy can tell. The bare relay reads no name, asks no DNS and writes no log. Latency counts from when a request was due, '
        f"less the same without a proxy, both in the quietest of their windows, because other work of the machine only adds to it, "
        f"at half of what the Guidance's configuration managed here: {halves}.{_caution(nginx)}"
    )


def _caution(nginx: NginxBinary) -> str:
    """The Debian variant of the official image is linked to glibc; another C library's allocator alone moves some ratios by a third."""
    if b'GLIBC_2' in nginx.path.read_bytes():
        return ''
    return ' **This nginx is not linked to glibc, as the Debian variant of the image is: `test/laboratory/lab/bench/nginx.sh` builds one that is comparable.**'


def _processor() -> str:
    found = re.search(r'^model name\s*:\s*(.+)$', Path('/proc/cpuinfo').read_text(encoding='utf-8'), re.MULTILINE)
    return found.group(1) if found else platform.machine()


def _haproxy_version() -> str:
    found = re.search(r'version (\S+)', subprocess.run(['haproxy', '-v'], capture_output=True, text=True, check=True).stdout)
    return found.group(1) if found else 'of unknown version'
