"""Inline functions: the same code is the same package, whenever it was packed; and a log with what the runtime of Node adds to its lines."""
from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc
from ministack.services.cloudformation import provisioners

_UNCAUGHT = re.compile(r'^(?P<type>\w+): (?P<message>.*)\n(?P<stack>(?:    at .*(?:\n|$))+)', flags=re.MULTILINE)

# A line that is written to stdout itself stays as it is. See https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
# and https://github.com/aws-powertools/powertools-lambda-typescript/issues/747.
_CONSOLE = r"""
for (const [method, level] of Object.entries({ log: "INFO", info: "INFO", warn: "WARN", error: "ERROR" })) {
  console[method] = (...words) => {
    const text = require("util").format(...words).replaceAll("\n", "\r");
    process.stdout.write(`${new Date().toISOString()}\t${require("crypto").randomUUID()}\t${level}\t${text}\n`);
  };
}
"""


def register() -> None:
    """Replaces the packing, which writes down the time, and writes what functions say, and their errors, as the runtime of Node does."""
    provisioners._zip_inline = _package
    lambda_runtime._NODEJS_WORKER_SCRIPT += _CONSOLE
    original: Callable[..., None] = lambda_svc._emit_lambda_logs

    def emit(function: dict[str, Any], request_id: str, text: str, *rest: Any, **named: Any) -> None:
        original(function, request_id, _UNCAUGHT.sub(lambda found: _as_the_runtime(found, request_id), text or ''), *rest, **named)

    lambda_svc._emit_lambda_logs = emit


def _as_the_runtime(error: re.Match[str], request_id: str) -> str:
    """@see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html"""
    details = {'errorType': error['type'], 'errorMessage': error['message'], 'stack': error['stack'].splitlines()}
    return f'{datetime.now(UTC).isoformat()}\t{request_id}\tERROR\tInvoke Error \t{json.dumps(details)}\n'


def _package(source: str | None, _handler: str, _runtime: str = '') -> bytes | None:
    if not source:
        return None
    package = io.BytesIO()
    with zipfile.ZipFile(package, 'w') as archive:
        archive.writestr(zipfile.ZipInfo('index.js'), source)
    return package.getvalue()
