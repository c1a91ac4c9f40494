"""Inline functions: the same code is the same package, whenever it was packed."""
from __future__ import annotations

import io
import zipfile

from ministack.services.cloudformation import provisioners


def register() -> None:
    """Replaces the packing, which writes down the time."""
    provisioners._zip_inline = _package


def _package(source: str | None, _handler: str, _runtime: str = '') -> bytes | None:
    if not source:
        return None
    package = io.BytesIO()
    with zipfile.ZipFile(package, 'w') as archive:
        archive.writestr(zipfile.ZipInfo('index.js'), source)
    return package.getvalue()
