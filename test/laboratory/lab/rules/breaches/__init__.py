"""Ways to break the account's rules, at least one for each."""
from lab.rules.breaches import delivery, front, network, operation, regions, traffic
from lab.rules.breaches.breach import Breach, Template

BREACHES: list[Breach] = [*network.BREACHES, *traffic.BREACHES, *delivery.BREACHES, *operation.BREACHES, *front.BREACHES, *regions.BREACHES]

__all__ = ['BREACHES', 'Breach', 'Template']
