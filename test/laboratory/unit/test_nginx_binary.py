"""The nginx that $NGINX names must not take that value for sockets that it inherits."""
from __future__ import annotations

import os
import subprocess
import tempfile
import unittest
from pathlib import Path
from unittest.mock import patch

from lab.proxy.nginx_binary import environment_for_nginx, find_nginx


class EnvironmentForNginx(unittest.TestCase):
    """What programs of the laboratory start nginx with."""

    def test_nginx_says_nothing_of_sockets_if_its_path_is_in_the_environment(self) -> None:
        nginx = find_nginx()
        with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, {'NGINX': str(nginx.path)}):
            configuration = Path(folder, 'nginx.conf')
            configuration.write_text(f'pid {folder}/nginx.pid; events {{}}\n', encoding='ascii')
            command: list[str | Path] = [nginx.path, '-t', '-p', folder, '-e', 'stderr', '-c', configuration]
            said = {name: subprocess.run(command, env=environment, capture_output=True, text=True, check=False).stderr
                    for name, environment in (('whole', dict(os.environ)), ('for nginx', environment_for_nginx()))}
        self.assertIn('inherited sockets', said['whole'])
        self.assertNotIn('inherited sockets', said['for nginx'])

    def test_other_variables_stay(self) -> None:
        with patch.dict(os.environ, {'NGINX': '/some/nginx', 'OTHER': 'value'}):
            self.assertEqual(environment_for_nginx()['OTHER'], 'value')


if __name__ == '__main__':
    unittest.main()
