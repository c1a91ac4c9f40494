"""A single way to weaken the container: a pattern, most often in one block of nginx.conf, and what stands there instead."""
from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lab.proxy.task_definition import ContainerDefinition

KERNEL, ENTRY_POINT = 'system controls', 'entry point'
"""Parts of the container that are weakened too, besides nginx.conf: there a pattern is a name, or plain text."""


@dataclass(frozen=True)
class Weakening:
    """One of them."""

    what: str
    block: str
    """'stream', 'http', or '' for both and what stands before them; or another `part` of the container."""
    pattern: str
    instead: str
    noticed_by: tuple[str, ...]
    """Words of the promises of cases, in the order in which they run."""

    def applied_to(self, container: ContainerDefinition) -> ContainerDefinition:
        """The container with what is weakened; an error where there is nothing to weaken."""
        if self.block == KERNEL:
            if self.pattern not in container.system_controls:
                raise LookupError(f'there is no system control {self.pattern}')
            return replace(container, system_controls={**container.system_controls, self.pattern: self.instead})
        if self.block == ENTRY_POINT:
            *shell, script = container.entry_point
            weakened = script.replace(self.pattern, self.instead)
            if weakened == script:
                raise LookupError(f"'{self.pattern}' is nowhere in the entry point")
            return replace(container, entry_point=(*shell, weakened))
        return container.with_nginx_conf(self._in(container.nginx_conf))

    def _in(self, nginx_conf: str) -> str:
        start = nginx_conf.index(f'\n{self.block} {{') if self.block else 0
        end = nginx_conf.find('\nhttp {') if self.block == 'stream' and '\nhttp {' in nginx_conf else len(nginx_conf)
        changed, times = re.subn(self.pattern, lambda match: match.expand(self.instead), nginx_conf[start:end])
        if times == 0:
            raise LookupError(f"'{self.pattern}' is nowhere in the {self.block or 'configuration'}")
        return nginx_conf[:start] + changed + nginx_conf[end:]
