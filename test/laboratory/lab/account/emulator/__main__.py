"""Starts the emulator: `python -m lab.account.emulator`, in an environment that `lab.account.account` sets up."""
import ministack.app

from lab.account.emulator import (
    account_apis,
    calls,
    cloudfront,
    codebuild,
    custom_resources,
    ecr,
    ecs,
    faults,
    fresh_roles,
    functions,
    health_checks,
    late_writers,
    lattice,
    lattice_lists,
    lattice_services,
    load_balancing,
    monitoring,
    network,
    order,
    private_link,
    records,
    references,
    replacement,
    scaling,
    schedules,
    security_groups,
    service_linked_roles,
    stack_outputs,
    strictness,
    tasks,
)
from lab.account.emulator.control import controlled

for module in (
    network, security_groups, load_balancing, tasks, ecs, ecr, codebuild, functions, scaling, monitoring, lattice, lattice_lists, lattice_services, private_link,
    cloudfront, health_checks, stack_outputs, account_apis, service_linked_roles, order, records, replacement, fresh_roles, late_writers, custom_resources, calls,
    schedules,
):
    module.register()
for service in ('ecr', 'route53', 'vpc-lattice'):
    faults.register(service)
references.check_references()
strictness.apply_rules()
ministack.app.app = controlled(ministack.app.app)
ministack.app.main()
