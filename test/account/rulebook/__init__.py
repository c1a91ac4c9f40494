"""What AWS demands of a template and of its resources: one rule for each demand, with its source and with what AWS answers.

The same rules judge templates before anything is deployed (`../suite.py`) and each resource that the emulated account of
`../../deploy` is asked to make. Importing this package registers them all.
"""
from . import (  # noqa: F401 (importing a module registers its rules)
    alarms, api_models, containers, dns, endpoints, functions, identity, lattice, load_balancers, logs, networks, scaling, schemas,
    security_groups, templates,
)
