"""What a template or a policy may say as a list, or as one value alone."""
from __future__ import annotations

from typing import Any


def as_list(value: Any) -> list[Any]:
    """A list is returned as it is, and one value in a list."""
    return value if isinstance(value, list) else [value]
