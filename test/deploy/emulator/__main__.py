"""Starts the emulator: `python -m emulator`, in an environment that `harness.emulator` sets up."""
import ministack.app

from . import (
    codebuild, ecr, ecs, faults, functions, lattice, lattice_services, load_balancing, monitoring, network, order, private_link, references, scaling,
    security_groups, service_linked_roles,
)
from .control import controlled

for module in (
    network, security_groups, load_balancing, ecs, ecr, codebuild, functions, scaling, monitoring, lattice, lattice_services, private_link,
    service_linked_roles, order,
):
    module.register()
faults.register('ecr')
references.check_references()
ministack.app.app = controlled(ministack.app.app)
ministack.app.main()
