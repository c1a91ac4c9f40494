"""The machine below a laboratory: the sandbox, namespaces, processes, control groups, waiting."""
