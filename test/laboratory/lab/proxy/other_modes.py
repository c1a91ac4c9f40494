"""The laboratory for templates that do not forward HTTP: one sends its clients to HTTPS, one has no listener for it."""
from __future__ import annotations

from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import SERVICE
from lab.sandbox.waiting import wait_for


class RedirectLaboratory(Laboratory):
    """The listener for TLS has a port that must be named."""

    def wait_until_ready(self) -> None:
        """Until a client of HTTP gets an answer."""
        wait_for('the health check to succeed', self._is_healthy)
        wait_for('HTTP to get an answer', lambda: self.client.http(SERVICE, '/ready').status)


class TlsOnlyLaboratory(Laboratory):
    """Nothing listens for HTTP."""

    def wait_until_ready(self) -> None:
        """Until a client gets through by TLS."""
        wait_for('the health check to succeed', self._is_healthy)
        wait_for('TLS to get through', self._serves_tls)
