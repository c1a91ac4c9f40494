"""The options that name the templates of lanes which have one of their own, for the suite and the mutants alike."""
from __future__ import annotations

import argparse
from pathlib import Path

from lab.proxy.cases import OWN_TEMPLATE
from lab.proxy.laboratory import Laboratory
from lab.proxy.nginx_binary import add_nginx_option


def add_template_options(parser: argparse.ArgumentParser) -> None:
    """One option for each of them, and the one for the nginx; a lane whose template is not named is left out."""
    parser.add_argument('template', type=Path, help='a synthesised CloudFormation template of the quick-start example')
    add_nginx_option(parser)
    for lane in OWN_TEMPLATE:
        option = f'--{lane.lower().replace(" ", "-")}'
        parser.add_argument(option, dest=lane, type=Path, metavar='TEMPLATE', help=f"the template of '{lane}'; without it that is left out")


def template_of(lane: str, arguments: argparse.Namespace) -> tuple[Path | None, type[Laboratory]]:
    """The template that a lane runs, nothing where it is not named, and the kind of laboratory around it."""
    if lane in OWN_TEMPLATE:
        return getattr(arguments, lane), OWN_TEMPLATE[lane]
    return arguments.template, Laboratory
