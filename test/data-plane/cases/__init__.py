"""What the data plane promises. Each module registers its cases; they run in this order, along the packet's way."""
from importlib import import_module

for _module in ('tls', 'http', 'signatures', 'refusals', 'client_address', 'health', 'streaming', 'lifecycle'):
    import_module(f'{__name__}.{_module}')
