"""The CDK CLI of the project, pointed at the account."""
from __future__ import annotations

import os
import subprocess
from pathlib import Path

from lab.account.account import ID, REGION, Account
from lab.paths import NODE_MODULES

_COMMAND_SECONDS = 60


class CdkCli:
    """Runs one command after the other, as somebody at a keyboard would."""

    def __init__(self, account: Account, home: Path) -> None:
        self._account = account
        self._home = home

    def bootstrap(self) -> None:
        """Prepares the account."""
        self.run('bootstrap', f'aws://{ID}/{REGION}')
        # Its bucket refuses plain HTTP, which is all that loopback has.
        s3 = self._account.client('s3')
        [bucket] = [each['Name'] for each in s3.list_buckets()['Buckets'] if each['Name'].startswith('cdk-')]
        s3.delete_bucket_policy(Bucket=bucket)

    def run(self, *arguments: str, assembly: Path | None = None, exit_code: int = 0) -> None:
        """Runs a command; fails, with all that the command said, where it ends with another exit code."""
        command = [str(NODE_MODULES / '.bin' / 'cdk'), *arguments, *(['--app', str(assembly)] if assembly else []), '--no-notices', '--no-version-reporting']
        environment = {
            **self._account.environment, 'PATH': os.environ['PATH'], 'HOME': str(self._home), 'TMPDIR': str(self._home), 'CI': 'true',
            'CDK_DISABLE_CLI_TELEMETRY': 'true', 'CDK_DISABLE_VERSION_CHECK': '1', 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED': 'true',
            'JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION': 'true',
        }
        result = subprocess.run(command, cwd=self._home, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, timeout=_COMMAND_SECONDS, check=False)
        if result.returncode != exit_code:
            raise RuntimeError(f'cdk {" ".join(arguments)} ended with {result.returncode}, expected {exit_code}:\n{result.stdout}')
