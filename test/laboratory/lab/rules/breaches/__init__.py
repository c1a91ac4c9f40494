"""Ways to break the account's rules, at least one for each."""
from lab.rules.breaches import cloudfront, delivery, joined, network, operation, prose, reach, regions, running, sessions, traffic, watching
from lab.rules.breaches.breach import Breach, Template

BREACHES: list[Breach] = [
    *network.BREACHES, *traffic.BREACHES, *delivery.BREACHES, *operation.BREACHES, *cloudfront.BREACHES, *joined.BREACHES, *regions.BREACHES, *prose.BREACHES,
    *running.BREACHES, *sessions.BREACHES, *watching.BREACHES, *reach.BREACHES,
]

__all__ = ['BREACHES', 'Breach', 'Template']
