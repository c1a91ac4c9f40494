"""Prints what a client that is turned away makes the log write: bytes of log for each byte that the client sends, with the bound of lines and without it."""
from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

from lab.proxy.laboratory import Laboratory, open_laboratory
from lab.proxy.nginx_binary import add_nginx_option
from lab.proxy.refused_flood import FLOODS, Flood, flood
from lab.proxy.weakenings import LOG_WITHOUT_BOUND
from lab.sandbox.isolation import enter_sandbox

_TIME_LIMIT_SECONDS = 900
_CLOUDWATCH_BYTES = 26
"""What CloudWatch Logs counts for each line on top: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html"""


def main() -> None:
    """Prints the table."""
    arguments = _arguments()
    enter_sandbox(_TIME_LIMIT_SECONDS)
    with open_laboratory(arguments.template) as lab:
        lab.wait_until_ready()
        print(f'{arguments.connections} connections of one client, {lab.nginx}\n')
        print('| one client, again and again | connections a second | bytes sent for each | bytes of log for each, without the bound | with it | lines with it |')
        print('|---|---|---|---|---|---|')
        for what in list(FLOODS)[:arguments.floods]:
            print(_row(what, _without_bound(lab, what, arguments.connections), _fresh(lab, what, arguments.connections)), flush=True)


def _without_bound(lab: Laboratory, what: str, connections: int) -> Flood:
    whole = lab.ingress
    lab.ingress = dataclasses.replace(whole, container=LOG_WITHOUT_BOUND.applied_to(whole.container))
    try:
        return _fresh(lab, what, connections)
    finally:
        lab.ingress = whole


def _fresh(lab: Laboratory, what: str, connections: int) -> Flood:
    lab.restart()
    return flood(lab, what, connections)


def _row(what: str, before: Flood, after: Flood) -> str:
    cells = [what, f'{after.connections / after.seconds:,.0f}', f'{after.sent_bytes / after.connections:,.0f}',
             *(f'{_logged(each) / each.connections:,.0f}' for each in (before, after)), f'{len(after.lines)}']
    return f'| {" | ".join(cells)} |'


def _logged(found: Flood) -> int:
    """As CloudWatch Logs counts it."""
    return found.log_bytes + _CLOUDWATCH_BYTES * len(found.lines)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('template', type=Path, help='a synthesised CloudFormation template of the quick-start example')
    parser.add_argument('--connections', type=int, default=10_000, help='how many the client makes in each flood')
    parser.add_argument('--floods', type=int, default=len(FLOODS), help='how many of the floods to make')
    add_nginx_option(parser)
    return parser.parse_args()


if __name__ == '__main__':
    main()
