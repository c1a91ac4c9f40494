"""Outputs of stacks in other Regions: `Fn::GetStackOutput` reads them where they are."""
from __future__ import annotations

from typing import Any

from ministack.core.responses import get_account_id, get_region, request_scope
from ministack.services.cloudformation import engine

_FUNCTION = 'Fn::GetStackOutput'


def register() -> None:
    """Looks into the Region that the function names; ministack looks into that of the stack."""
    resolve = engine._resolve_refs

    def resolve_anywhere(value: Any, *context: Any) -> Any:
        if not isinstance(value, dict) or _FUNCTION not in value:
            return resolve(value, *context)
        with request_scope(get_account_id(), value[_FUNCTION].get('Region', get_region())):
            return resolve(value, *context)

    engine._resolve_refs = resolve_anywhere
