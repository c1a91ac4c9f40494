"""Sends one signed request: call.py URL [JSON]. With JSON it is a POST.

The Region is AWS_REGION; CONNECT_TO names the load balancer where DNS does not lead there.
"""
import os
import sys

import urllib3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.session import Session


def main(url: str, body: str | None = None) -> int:
    """Prints the answer; the exit code."""
    request = AWSRequest('POST' if body else 'GET', url, data=body, headers={'x-amz-content-sha256': 'UNSIGNED-PAYLOAD'})
    if body:
        request.headers['content-type'] = 'application/json'
    SigV4Auth(Session().get_credentials(), 'vpc-lattice-svcs', os.environ['AWS_REGION']).add_auth(request)

    to = urllib3.util.parse_url(url)
    # The certificate is checked against the service's name, whichever host the connection leads to.
    connections = urllib3.HTTPSConnectionPool(
        os.environ.get('CONNECT_TO', to.host), to.port, server_hostname=to.host, assert_hostname=to.host)
    answer = connections.request(request.method, to.request_uri, body=body, headers={'host': to.netloc, **request.headers}, retries=False)
    print(answer.data.decode())
    return 0 if answer.status < 400 else 1


sys.exit(main(*sys.argv[1:]))
