"""CodeBuild projects."""
from __future__ import annotations

from collections.abc import Iterator

import yaml  # type: ignore[import-untyped]

from lab.rules.rulebook.account import Account, Resource
from lab.rules.rulebook.rule import rule

_PROJECT = 'AWS::CodeBuild::Project'
_SECTIONS = {'version', 'run-as', 'env', 'proxy', 'batch', 'phases', 'reports', 'artifacts', 'cache'}
_PHASES = {'install', 'pre_build', 'build', 'post_build'}
_PARTS = {'run-as', 'on-failure', 'runtime-versions', 'commands', 'steps', 'finally'}


# CodeBuild makes the project, and says so when a build starts.
@rule(_PROJECT, '`BuildSpec`', 'YAML with the version 0.1 or 0.2, sections and phases that CodeBuild has, and commands in each phase',
      'https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html', 'YAML_FILE_ERROR')
def _build_specification(resource: Resource, _account: Account) -> Iterator[str]:
    text = resource.get('Source', {}).get('BuildSpec')
    if text is None:
        return
    try:
        specification = yaml.safe_load(text)
    except yaml.YAMLError as error:
        yield f'wrong format, {error}'
        return
    if str(specification.get('version')) not in ('0.1', '0.2'):
        yield f"unknown version {specification.get('version')}"
    phases = specification.get('phases') or {}
    for name in sorted({*(specification.keys() - _SECTIONS), *(phases.keys() - _PHASES)}):
        yield f'invalid key {name}'
    for name, phase in phases.items():
        if not (phase.get('commands') or phase.get('steps')) or phase.keys() - _PARTS:
            yield f'phase {name} has {sorted(phase)}, and no more than {sorted(_PARTS)} with commands is allowed'


@rule(_PROJECT, '`Environment`', 'an image for the processor of its type: those of CodeBuild for arm64 are named `aarch64`',
      'https://docs.aws.amazon.com/codebuild/latest/userguide/ec2-compute-images.html', 'InvalidInputException')
def _image_of_a_project(resource: Resource, _account: Account) -> Iterator[str]:
    environment = resource.get('Environment', {})
    image, kind = str(environment.get('Image')), str(environment.get('Type'))
    if image.startswith('aws/codebuild/') and ('aarch64' in image) != kind.startswith('ARM_'):
        yield f'The environment type {kind} does not support the image {image}'


@rule(_PROJECT, '`ComputeType`', 'a size of its type, `BUILD_LAMBDA_*` for Lambda only; `ATTRIBUTE_BASED_COMPUTE` with a `ComputeConfiguration`; `CUSTOM_INSTANCE_TYPE` with a fleet',
      'https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectEnvironment.html', 'InvalidInputException')
def _compute_type_of_a_project(resource: Resource, _account: Account) -> Iterator[str]:
    environment = resource.get('Environment', {})
    size, kind = str(environment.get('ComputeType')), str(environment.get('Type'))
    if size.startswith('BUILD_LAMBDA_') != kind.endswith('_LAMBDA_CONTAINER'):
        yield f'The environment type {kind} does not support the compute type {size}'
    if size == 'ATTRIBUTE_BASED_COMPUTE' and not environment.get('ComputeConfiguration'):
        yield 'ATTRIBUTE_BASED_COMPUTE needs a compute configuration'
    if size == 'CUSTOM_INSTANCE_TYPE' and not environment.get('Fleet'):
        yield 'CUSTOM_INSTANCE_TYPE is a compute type of fleets'
