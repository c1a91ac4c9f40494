"""What the cases use: an emulated account with a registry beside it, ingresses to deploy, and eyes to see what came of it."""
