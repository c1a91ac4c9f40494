"""ECR's side of a push: layers arrive in parts, and nothing is believed before its digest is right.

Replaces ministack's answers, which accept anything, with ECR's checks: order of parts, digests, the layers that a manifest
needs, immutable tags. It answers a second push of the same image under the same tag as ECR does, with an error.

What it refuses, and how:
https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_UploadLayerPart.html
https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CompleteLayerUpload.html
https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html
"""
from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ministack.services import ecr

from lab.account.emulator import journal
from lab.account.emulator.responses import Response, json_error, json_response

PART_BYTES = 20 * 1024 * 1024

Call = dict[str, Any]


class EcrError(Exception):
    """An answer that is an error, with ECR's name for it."""


@dataclass
class _Upload:
    repository: str
    content: bytearray = field(default_factory=bytearray)


_uploads: dict[str, _Upload] = {}


def register() -> None:
    """Replaces what ministack only pretends to do."""
    ecr._batch_check_layer_availability = _answering(_check_layers)
    ecr._initiate_layer_upload = _answering(_initiate_upload)
    ecr._upload_layer_part = _answering(_upload_part)
    ecr._complete_layer_upload = _answering(_complete_upload)
    put_image, delete_repository = ecr._put_image, ecr._delete_repository
    ecr._put_image = _answering(lambda call: _put_image(call, put_image))
    ecr._delete_repository = lambda call: _delete_repository(call, delete_repository)


def _answering(action: Callable[[Call], dict[str, Any] | Response]) -> Callable[[Call], Response]:
    def answer(call: Call) -> Response:
        try:
            if call.get('repositoryName') not in ecr._repositories:
                raise EcrError('RepositoryNotFoundException', f"The repository with name '{call.get('repositoryName')}' does not exist")
            result = action(call)
            return json_response(result) if isinstance(result, dict) else result
        except EcrError as error:
            return json_error(*error.args)
    return answer


def _layers(repository: str) -> dict[str, bytes]:
    layers: dict[str, bytes] = ecr._layer_blobs.setdefault(repository, {})
    return layers


def _check_layers(call: Call) -> dict[str, Any]:
    held = _layers(call['repositoryName'])
    availability = {True: 'AVAILABLE', False: 'UNAVAILABLE'}
    return {'layers': [{'layerDigest': each, 'layerAvailability': availability[each in held]} for each in call['layerDigests']], 'failures': []}


def _initiate_upload(call: Call) -> dict[str, Any]:
    upload_id = str(uuid.uuid4())
    _uploads[upload_id] = _Upload(call['repositoryName'])
    return {'uploadId': upload_id, 'partSize': PART_BYTES}


def _upload(call: Call) -> _Upload:
    upload = _uploads.get(call['uploadId'])
    if not upload or upload.repository != call['repositoryName']:
        raise EcrError('UploadNotFoundException', 'The upload could not be found')
    return upload


def _upload_part(call: Call) -> dict[str, Any]:
    upload, part = _upload(call), base64.b64decode(call['layerPartBlob'])
    first, last = call['partFirstByte'], call['partLastByte']
    if first != len(upload.content) or last != first + len(part) - 1 or len(part) > PART_BYTES:
        raise EcrError('InvalidLayerPartException', 'The part is not consecutive, or not of the size it should have')
    upload.content += part
    return {'uploadId': call['uploadId'], 'lastByteReceived': last}


def _complete_upload(call: Call) -> dict[str, Any]:
    upload, [digest] = _upload(call), call['layerDigests']
    if not upload.content:
        raise EcrError('EmptyUploadException', 'The upload has no parts')
    if _sha256(upload.content) != digest:
        raise EcrError('InvalidLayerException', f'The layer is {_sha256(upload.content)}')
    if digest in _layers(upload.repository):
        raise EcrError('LayerAlreadyExistsException', 'The layer already exists')
    _layers(upload.repository)[digest] = bytes(upload.content)
    del _uploads[call['uploadId']]
    return {'uploadId': call['uploadId'], 'layerDigest': digest}


def _put_image(call: Call, put: Callable[[Call], Response]) -> Response:
    repository, tag, text = call['repositoryName'], call['imageTag'], call['imageManifest']
    digest, manifest = _sha256(text.encode()), json.loads(text)
    if call.get('imageDigest', digest) != digest:
        raise EcrError('ImageDigestDoesNotMatchException', f'The digest is {digest}')
    if not call.get('imageManifestMediaType') and not manifest.get('mediaType'):
        raise EcrError('InvalidParameterException', 'The manifest has no media type')
    missing = [each['digest'] for each in [manifest['config'], *manifest['layers']] if each['digest'] not in _layers(repository)]
    if missing:
        raise EcrError('LayersNotFoundException', f'missing {", ".join(missing)}')
    if ecr._find_image(repository, {'imageTag': tag}) and ecr._repositories[repository]['imageTagMutability'] == 'IMMUTABLE':
        raise EcrError('ImageTagAlreadyExistsException', f"The image tag '{tag}' already exists in the repository and cannot be overwritten: it is immutable")
    answer = put(call)
    journal.write('image', repository=repository, tag=tag, digest=digest)
    return answer


def _delete_repository(call: Call, delete: Callable[[Call], Response]) -> Response:
    status, headers, body = delete(call)
    if status == 200:
        ecr._layer_blobs.pop(call['repositoryName'], None)
    return status, headers, body


def _sha256(content: bytes | bytearray) -> str:
    return f'sha256:{hashlib.sha256(content).hexdigest()}'
