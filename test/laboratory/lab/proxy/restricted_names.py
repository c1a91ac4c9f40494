"""The laboratory for a template in which partners have names of their own, and clients by the addresses that the load balancer says are theirs."""
from __future__ import annotations

from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import SERVICE
from lab.sandbox.waiting import wait_for

OF_A = SERVICE
"""A service that only partner A may ask for."""
OPEN = 'open.example.com'
"""A service for everybody."""
LOOKED_UP = 'orders.apps.example.com'
"""A name for everybody, which is looked up."""
LOOKED_UP_OF_A = 'orders.a.apps.example.com'
"""A name below a wildcard of partner A, which is below a wildcard for everybody."""
LOOKED_UP_OF_B = 'b.apps.example.com'
"""A name of partner B, beside that wildcard."""
PUBLIC_BELOW_B = ('public.b.apps.example.com', 'status.b.apps.example.com', 'x.docs.b.apps.example.com')
"""Names for everybody below a wildcard of partner B: one with a service, one that is looked up, and one below a wildcard."""
BELOW_B = ('orders.b.apps.example.com', 'x.public.b.apps.example.com', 'x.status.b.apps.example.com', 'docs.b.apps.example.com')
"""Names below the wildcard of partner B: far from those for everybody, below two of them, and the base of their wildcard."""

PARTNER_A = ('203.0.113.0', '203.0.113.10', '203.0.113.127', '2001:db8:a::', '2001:db8:a:ffff:ffff:ffff:ffff:ffff', '::ffff:203.0.113.10', '::ffff:cb00:717f')
"""The first and the last address of each range, and IPv4 addresses in spellings of IPv6."""
PARTNER_B = ('203.0.113.128', '203.0.113.192', '203.0.113.255', '2001:db8:b::1', '::ffff:203.0.113.128')
NEITHER = ('198.51.100.10', '203.0.112.255', '203.0.114.0', '2001:db8:9:ffff::', '2001:db8:c::1', '::ffff:198.51.100.10', '::203.0.113.10', '64:ff9b::cb00:710a', '::1', '255.255.255.255')
"""Those beside the ranges, and addresses that only look like one of them."""


class RestrictedNamesLaboratory(Laboratory):
    """The quick start's service is for some clients only."""

    def wait_until_ready(self) -> None:
        """Until anybody gets through by HTTP to the service that is for everybody."""
        wait_for('the health check to succeed', self._is_healthy)
        wait_for('HTTP to get through', lambda: self.client.http(OPEN, '/ready').status == 200)
