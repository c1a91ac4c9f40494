"""The names of the quick-start example, whose template the laboratory runs, and where they lead."""

SERVICE = 'api.example.com'
"""Goes straight to the generated name of its service."""
GENERATED = 'api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws'
"""What VPC Lattice named that service."""
LOOKED_UP = '*.apps.example.com'
"""Names that are looked up as requests come."""
LOOKED_UP_EXAMPLE = 'orders.apps.example.com'
