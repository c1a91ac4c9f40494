"""An emulated AWS account with a registry, ingresses to deploy to it, and inventories of what it holds."""
