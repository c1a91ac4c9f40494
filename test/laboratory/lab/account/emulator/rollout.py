"""In which order ECS starts new tasks and stops old ones when a service is updated.

Nothing runs here, so each started task is healthy at once; the order, and how many there are meanwhile, follow from the service's
deployment configuration by the rules that ECS documents:
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html
"""
from __future__ import annotations

import math
from typing import Any

_DEFAULTS = {'MinimumHealthyPercent': 100, 'MaximumPercent': 200}


def steps_of_rollout(tasks: int, deployment: dict[str, Any]) -> list[tuple[int, int]]:
    """How many old and new tasks run after each step, from all old to all new."""
    configuration = {**_DEFAULTS, **deployment}
    least = math.ceil(tasks * int(configuration['MinimumHealthyPercent']) / 100)
    most = math.floor(tasks * int(configuration['MaximumPercent']) / 100)
    old, new = tasks, 0
    steps = [(old, new)]
    while old or new < tasks:
        started = min(most - old - new, tasks - new)
        stopped = min(old, old + new + started - least)
        if not started and not stopped:
            raise ValueError(f'of {tasks} tasks none may be stopped and none started: the rollout never ends')
        if started:
            new += started
            steps.append((old, new))
        if stopped:
            old -= stopped
            steps.append((old, new))
    return steps
