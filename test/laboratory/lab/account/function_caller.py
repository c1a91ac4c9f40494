"""CloudFormation's side of a deploy-time function that a test calls by itself: where the answer goes."""
from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from lab.account.account import Account


@dataclass
class Caller:
    """Sends events to functions of the account, and receives what they answer."""

    account: Account
    url: str
    answers: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def send(self, function_name: str, request_type: str, properties: dict[str, Any], physical_id: str | None = None) -> dict[str, Any]:
        """Calls a function; the one answer that it gives."""
        request_id = str(uuid.uuid4())
        event = {
            'RequestType': request_type, 'RequestId': request_id, 'ResponseURL': f'{self.url}/{request_id}', 'LogicalResourceId': 'Resource',
            'StackId': 'arn:aws:cloudformation:us-east-1:000000000000:stack/Deployed/1', 'ResourceType': 'Custom::Test',
            'ResourceProperties': properties, **({'PhysicalResourceId': physical_id} if physical_id else {}),
        }
        self.account.client('lambda').invoke(FunctionName=function_name, Payload=json.dumps(event).encode())
        [answer] = self.answers.pop(request_id)
        return answer


@contextmanager
def open_caller(account: Account) -> Iterator[Caller]:
    """A caller that answers can reach until the block ends."""
    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers['content-length'])))
            caller.answers.setdefault(self.path[1:], []).append(body)
            self.send_response(200)
            self.send_header('content-length', '0')
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(('127.0.0.1', 0), Handler) as server:
        caller = Caller(account, f'http://127.0.0.1:{server.server_port}')
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield caller
        server.shutdown()
