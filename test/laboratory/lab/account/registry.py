"""A real OCI registry on loopback, with images as the official ones are: an index with an image for each architecture."""
from __future__ import annotations

import hashlib
import json
import os
import random
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lab.account.processes import free_port, running

PROGRAM = os.environ.get('DOCKER_REGISTRY', '/usr/bin/docker-registry')
REPOSITORY = 'docker/library/nginx'

_INDEX = 'application/vnd.oci.image.index.v1+json'
_MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
_CONFIG = 'application/vnd.oci.image.config.v1+json'
_LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'


@dataclass(frozen=True)
class Registry:
    """Where images are copied from."""

    url: str

    def push_image(self, tag: str, repository: str = REPOSITORY) -> dict[str, str]:
        """Puts an image of its own under the tag; the digests of its manifests, by architecture."""
        digests, entries = {}, []
        for architecture in ('amd64', 'arm64'):
            content = random.Random(f'{tag} {architecture}')
            config = json.dumps({'architecture': architecture, 'os': 'linux', 'config': {}}).encode()
            layers = [content.randbytes(size) for size in (90_000, 30_000)]
            manifest = json.dumps({
                'schemaVersion': 2, 'mediaType': _MANIFEST,
                'config': self._push_blob(repository, config, _CONFIG),
                'layers': [self._push_blob(repository, layer, _LAYER) for layer in layers],
            }).encode()
            digests[architecture] = digest_of(manifest)
            self._put(repository, digests[architecture], manifest, _MANIFEST)
            entries.append({'mediaType': _MANIFEST, 'digest': digests[architecture], 'size': len(manifest),
                            'platform': {'architecture': architecture, 'os': 'linux'}})
        self._put(repository, tag, json.dumps({'schemaVersion': 2, 'mediaType': _INDEX, 'manifests': entries}).encode(), _INDEX)
        return digests

    def _push_blob(self, repository: str, content: bytes, media_type: str) -> dict[str, object]:
        start = urllib.request.Request(f'{self.url}/v2/{repository}/blobs/uploads/', method='POST', data=b'')
        with urllib.request.urlopen(start) as response:
            location = response.headers['location']
        _send(f'{location}&digest={digest_of(content)}', content, 'application/octet-stream')
        return {'mediaType': media_type, 'digest': digest_of(content), 'size': len(content)}

    def _put(self, repository: str, reference: str, content: bytes, media_type: str) -> None:
        _send(f'{self.url}/v2/{repository}/manifests/{reference}', content, media_type)


@contextmanager
def open_registry(folder: Path) -> Iterator[Registry]:
    """A registry without images, until the block ends."""
    url = f'http://127.0.0.1:{free_port()}'
    configuration = folder / 'registry.json'
    configuration.write_text(json.dumps({
        'version': '0.1',
        'log': {'level': 'error', 'accesslog': {'disabled': True}},
        'storage': {'filesystem': {'rootdirectory': str(folder / 'images')}},
        'http': {'addr': url.removeprefix('http://')},
    }))
    with running([PROGRAM, 'serve', str(configuration)], f'{url}/v2/', folder / 'registry.log'):
        yield Registry(url)


def digest_of(content: bytes) -> str:
    """The name of some bytes in registries."""
    return f'sha256:{hashlib.sha256(content).hexdigest()}'


def _send(url: str, content: bytes, media_type: str) -> None:
    with urllib.request.urlopen(urllib.request.Request(url, method='PUT', data=content, headers={'content-type': media_type})):
        pass
