"""What AWS demands of a template and of its resources: one rule for each demand, with its source and with what AWS answers.

The same rules judge templates before anything is deployed (`lab.rules.suite`) and each resource that the emulated account of
`lab.account` is asked to make. Importing this package registers them all.
"""
from importlib import import_module

for _module in (
    'alarms', 'api_models', 'builds', 'cloudfront', 'condition_keys', 'containers', 'dns', 'endpoints', 'fargate', 'functions', 'grants',
    'health_checks', 'identity', 'keys', 'lattice', 'load_balancers', 'log_deliveries', 'logs', 'names', 'networks', 'order', 'other_networks',
    'roles', 'scaling', 'schedules', 'schemas', 'security_groups', 'services', 'sessions', 'tags', 'templates', 'topics',
):
    import_module(f'{__name__}.{_module}')
