"""What a deployment promises. Each module registers its cases; they run in this order, along the life of a stack."""
from importlib import import_module

for _module in (
    'schemas', 'refusals', 'mistakes', 'creation', 'updates', 'functions', 'following', 'failures', 'deployment_alarms', 'builds', 'integ', 'end_to_end',
    'behind_cloudfront', 'two_regions', 'template', 'documents', 'runbook', 'deletion', 'cli',
):
    import_module(f'{__name__}.{_module}')
