"""CodeBuild: builds that run the commands of their specification, on a machine on which `docker` and `aws` are stand-ins.

Replaces ministack's builds, which have succeeded before they began. A build takes time, acts as its project's role, keeps the
variables that its project had when it was started, writes the log that its project names, and can be stopped.

What it refuses, and how:
https://docs.aws.amazon.com/codebuild/latest/APIReference/API_StartBuild.html
"""
from __future__ import annotations

import contextvars
import copy
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError
from ministack.core.responses import get_account_id, get_region
from ministack.services import codebuild, iam, sts

from lab.account.emulator.permissions import add_resources
from lab.account.emulator.resource_types import HANDLERS, Created, Properties
from lab.account.emulator.responses import Response, json_error, json_response

_MACHINE = Path(__file__).parent / 'build_machine'
_ARCHITECTURES = {'ARM_CONTAINER': 'arm64', 'LINUX_CONTAINER': 'amd64'}
_EARLY_PHASES = ('SUBMITTED', 'QUEUED', 'PROVISIONING', 'DOWNLOAD_SOURCE')

Build = dict[str, Any]

_by_token: dict[tuple[str, str], Build] = {}
_running: dict[str, subprocess.Popen[str]] = {}


def register() -> None:
    """Replaces what ministack only writes down."""
    handler = HANDLERS['AWS::CodeBuild::Project']
    handler['create'], handler['update'] = _keeping_log(handler['create'], -2), _keeping_log(handler['update'], -2)
    add_resources('codebuild', _project_of)
    add_resources('logs', _log_stream_of)
    codebuild._start_build = _start
    codebuild._stop_build = _stop


def _project_of(call: dict[str, Any]) -> str | None:
    """All that is done to builds needs a permission on their project."""
    [name, *others] = {each.partition(':')[0] for each in call.get('ids') or [call.get('id') or call.get('projectName', '')]}
    return codebuild._project_arn(name) if name and not others else None


def _log_stream_of(call: dict[str, Any]) -> str | None:
    if 'logStreamName' not in call:
        return None
    return f"arn:aws:logs:{get_region()}:{get_account_id()}:log-group:{call['logGroupName']}:log-stream:{call['logStreamName']}"


def _keeping_log(original: Callable[..., Created], properties_at: int) -> Callable[..., Created]:
    """ministack does not keep where a project logs."""
    def made(*arguments: Any) -> Created:
        properties: Properties = arguments[properties_at]
        name, attributes = original(*arguments)
        codebuild._projects[name]['logGroup'] = properties['LogsConfig']['CloudWatchLogs']['GroupName']
        return name, attributes
    return made


def _start(call: dict[str, Any]) -> Response:
    project = codebuild._projects.get(call['projectName'])
    if project is None:
        return json_error('ResourceNotFoundException', f"Project cannot be found: {call['projectName']}")
    token = (project['name'], call.get('idempotencyToken') or secrets.token_hex())
    if token not in _by_token:
        role = iam._roles.get(project['serviceRole'].rsplit('/', 1)[-1])
        if role is None or 'codebuild.amazonaws.com' not in json.dumps(role['AssumeRolePolicyDocument']):
            return json_error('InvalidInputException', 'CodeBuild is not authorized to perform: sts:AssumeRole on service role')
        _by_token[token] = _begin(copy.deepcopy(project))
    return json_response({'build': copy.deepcopy(_by_token[token])})


def _begin(project: dict[str, Any]) -> Build:
    build_id = codebuild._build_id(project['name'])
    build: Build = codebuild._make_build_record(project, build_id)
    del build['endTime']
    group, stream = project['logGroup'], build_id.rpartition(':')[2]
    build.update(buildStatus='IN_PROGRESS', currentPhase='BUILD', logs={'groupName': group, 'streamName': stream, 'deepLink': f'{group}/{stream}'},
                 phases=[{'phaseType': each, 'phaseStatus': 'SUCCEEDED'} for each in _EARLY_PHASES])
    codebuild._builds[build_id] = build
    # What is kept by account and Region is found by the context of the call.
    threading.Thread(target=contextvars.copy_context().run, args=(_run, build, project), daemon=True).start()
    return build


def _run(build: Build, project: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = _environment(project, folder)
        try:
            write = _log(build, environment)
            for command in json.loads(project['source']['buildspec'])['phases']['build']['commands']:
                exit_code, output = _execute(build, command, folder, environment)
                write(output)
                if build['buildStatus'] == 'STOPPED':
                    return
                if exit_code:
                    _end(build, 'FAILED', f'Error while executing command: {command}. Reason: exit status {exit_code}')
                    return
        except ClientError as error:
            _end(build, 'FAILED', str(error))
            return
    _end(build, 'SUCCEEDED')


def _execute(build: Build, command: str, folder: str, environment: dict[str, str]) -> tuple[int, str]:
    process = subprocess.Popen(['sh', '-c', command], cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True, start_new_session=True)
    _running[build['id']] = process
    output, _ = process.communicate()
    return process.returncode, output


def _environment(project: dict[str, Any], home: str) -> dict[str, str]:
    """The project's variables, and the credentials of its role."""
    environment = project['environment']
    role, key, secret, token = project['serviceRole'].rsplit('/', 1)[-1], f'ASIA{secrets.token_hex(8).upper()}', secrets.token_hex(), secrets.token_hex()
    sts.register_session(key, {'Arn': f'arn:aws:sts::{get_account_id()}:assumed-role/{role}/build', 'UserId': f'{role}:build',
                               'SecretAccessKey': secret, 'SessionToken': token})
    return {
        # The stand-ins are in Python, with what this emulator has.
        'PATH': os.pathsep.join([str(_MACHINE), str(Path(sys.executable).parent), os.environ['PATH']]), 'HOME': home,
        'AWS_ENDPOINT_URL': f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}", 'AWS_DEFAULT_REGION': get_region(),
        'AWS_ACCESS_KEY_ID': key, 'AWS_SECRET_ACCESS_KEY': secret, 'AWS_SESSION_TOKEN': token,
        'REGISTRY_MIRROR': os.environ['REGISTRY_MIRROR'], 'ARCHITECTURE': _ARCHITECTURES[environment['type']],
        **{each['name']: each['value'] for each in environment.get('environmentVariables', [])},
    }


def _log(build: Build, environment: dict[str, str]) -> Callable[[str], None]:
    """Writes into the project's log group, as its role."""
    client = boto3.client('logs', endpoint_url=environment['AWS_ENDPOINT_URL'], region_name=get_region(), aws_session_token=environment['AWS_SESSION_TOKEN'],
                          aws_access_key_id=environment['AWS_ACCESS_KEY_ID'], aws_secret_access_key=environment['AWS_SECRET_ACCESS_KEY'])
    place = {'logGroupName': build['logs']['groupName'], 'logStreamName': build['logs']['streamName']}
    client.create_log_stream(**place)

    def write(text: str) -> None:
        now = int(time.time() * 1000)
        if text:
            client.put_log_events(**place, logEvents=[{'timestamp': now, 'message': line} for line in text.splitlines() if line])
    return write


def _end(build: Build, status: str, message: str = '') -> None:
    build['phases'].append({'phaseType': 'BUILD', 'phaseStatus': status, 'contexts': [{'statusCode': 'COMMAND_EXECUTION_ERROR', 'message': message}]})
    codebuild._finish_build(build, status)


def _stop(call: dict[str, Any]) -> Response:
    build = codebuild._builds[call['id']]
    if build['buildStatus'] == 'IN_PROGRESS':
        codebuild._finish_build(build, 'STOPPED')
        process = _running.get(build['id'])
        if process and process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    return json_response({'build': copy.deepcopy(build)})
