"""How much CPU and memory the shipped configuration costs, beside other ways to do the same."""
