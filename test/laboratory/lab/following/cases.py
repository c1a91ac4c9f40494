"""What somebody notices who associates a service with a followed service network, or takes one away."""
from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from lab.following.followed import SUCCESSOR, Followed
from lab.following.vpc_dns import ALIAS_SECONDS
from lab.running.case import Case, expect, expect_equal, registrar
from lab.sandbox.waiting import wait_for

_INTERVAL_SECONDS = 60
"""From one run of the schedule to the next, unless the user chooses."""
_NEGATIVE_SECONDS = 60
"""How long it is kept that a name does not exist, in a zone that the stack made."""
_NGINX_SECONDS = 10
"""How long nginx keeps an answer, by any clock."""
_SLOW_SECONDS = 30
"""A run, and whatever else a machine that does much at a time needs on top."""
_LOOK_SECONDS = 0.1
_TARGET = '/signed?b=2&a=1'

CASES: list[Case[Followed]] = []
case = registrar(CASES)


@case('followed: names take no longer to follow their services than the documents say')
def _times(followed: Followed) -> None:
    """At the same time, because each of them waits."""
    with ThreadPoolExecutor() as threads:
        for outcome in [threads.submit(check, followed) for check in (_new, _asked_before, _taken_over, _gone)]:
            outcome.result()


def _new(followed: Followed) -> None:
    """The service comes just after a run, which is the longest way to the next one."""
    _associate(followed, 'earlier.apps.example.com')
    start = time.monotonic()
    _associate(followed, 'new.apps.example.com')
    _expect_served(followed, 'new.apps.example.com')
    _measured(followed, 'a name that nobody asked for before', start, 0)


def _asked_before(followed: Followed) -> None:
    expect(not _is_served(followed, 'early.apps.example.com'), 'a name was served that no service has')
    asked = time.monotonic()
    start = time.monotonic()
    _associate(followed, 'early.apps.example.com')
    _wait_until(followed, 'early.apps.example.com to be served', _NEGATIVE_SECONDS, lambda: _is_served(followed, 'early.apps.example.com'))
    expect(time.monotonic() - asked >= followed.clock.lasts(_NEGATIVE_SECONDS), 'the DNS of the VPC kept no answer')
    _measured(followed, 'a name that somebody asked for before', start, _NEGATIVE_SECONDS)


def _taken_over(followed: Followed) -> None:
    """A client that asks all the time loses nothing."""
    _associate(followed, 'orders.apps.example.com')
    start = time.monotonic()
    followed.network.associate('orders.apps.example.com', SUCCESSOR)

    def is_taken_over() -> bool:
        reply = followed.lab.client.https('orders.apps.example.com', _TARGET)
        expect_equal('status', reply.status, 200)
        return bool(reply.json()['at'] == followed.lab.addresses.other_looked_up_service)

    expect(not is_taken_over(), 'it was taken over before any run')
    _wait_until(followed, 'the name to be taken over', ALIAS_SECONDS + _NGINX_SECONDS, is_taken_over)
    _measured(followed, 'a name that another service takes over', start, ALIAS_SECONDS, _NGINX_SECONDS)


def _gone(followed: Followed) -> None:
    _associate(followed, 'gone.apps.example.com')
    _expect_served(followed, 'gone.apps.example.com')
    start = time.monotonic()
    followed.network.disassociate('gone.apps.example.com')
    _wait_until(followed, 'the name to be closed', ALIAS_SECONDS + _NGINX_SECONDS, lambda: not _is_served(followed, 'gone.apps.example.com'))
    _measured(followed, 'a name whose service is taken away, until it is closed', start, ALIAS_SECONDS, _NGINX_SECONDS)


def _associate(followed: Followed, name: str) -> None:
    """Until the records are there."""
    followed.network.associate(name)
    _wait_until(followed, f'records of {name}', 0, lambda: followed.is_recorded(name))


def _wait_until(followed: Followed, what: str, after_seconds: float, look: Callable[[], bool]) -> None:
    """Waits for no longer than a run and this time after it may take."""
    def look_now_and_then() -> bool:
        time.sleep(_LOOK_SECONDS)
        return look()

    wait_for(what, look_now_and_then, followed.clock.lasts(_INTERVAL_SECONDS + after_seconds) + _NGINX_SECONDS + _SLOW_SECONDS)


def _is_served(followed: Followed, name: str) -> bool:
    try:
        return followed.lab.client.https(name, _TARGET).status == 200
    except OSError:
        return False


def _expect_served(followed: Followed, name: str) -> None:
    for ask in (followed.lab.client.https, followed.lab.client.http):
        reply = ask(name, _TARGET)
        expect_equal(f'status and signature of {name}', (reply.status, reply.json()['signature']), (200, 'valid'))


def _measured(followed: Followed, what: str, start: float, dns_seconds: float, nginx_seconds: float = 0) -> None:
    seconds = time.monotonic() - start
    most = followed.clock.lasts(_INTERVAL_SECONDS + dns_seconds) + nginx_seconds
    followed.measured[what] = f'{seconds:.1f} s, of {most:.1f} s and a run'
    expect(seconds < most + _SLOW_SECONDS, f'{what}: it took {followed.measured[what]}')
