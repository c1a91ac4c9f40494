"""checkov over the synthesised templates."""
