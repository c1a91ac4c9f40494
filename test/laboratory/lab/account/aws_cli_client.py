"""Hands a command and this process's files to the server, and ends as it says: `python aws_cli_client.py SOCKET WORD...`. Needs no package, so it starts at once."""
import json
import socket
import sys
from pathlib import Path

with socket.socket(socket.AF_UNIX) as server:
    server.connect(sys.argv[1])
    socket.send_fds(server, [json.dumps({'words': sys.argv[2:], 'folder': str(Path.cwd())}).encode()], [0, 1, 2])
    sys.exit(server.recv(1)[0])
