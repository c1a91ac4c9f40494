"""A container whose nginx.conf a case has changed in one place, such as a limit that is too high to reach."""
from __future__ import annotations

import re

from lab.proxy.laboratory import Laboratory
from lab.running.case import expect


def restart_with(lab: Laboratory, *changes: tuple[str, str]) -> None:
    """A fresh container with these patterns of nginx.conf replaced. `lab.restart()` brings the whole one back."""
    definition = lab.ingress.container
    conf = definition.nginx_conf
    for pattern, instead in changes:
        conf, times = re.subn(pattern, instead, conf)
        expect(times > 0, f"'{pattern}' is nowhere in nginx.conf")
    lab.container.kill()
    lab.container = lab.start_container(definition.with_nginx_conf(conf))
    lab.wait_until_ready()
