"""Sessions of ECS Exec, encrypted and logged in several ways, in tasks whose endpoints do not know of them."""
from __future__ import annotations

from typing import Any

from lab.rules.breaches.breach import Breach, Change, Template

_SERVICE, _CLUSTER, _ENDPOINT = 'AWS::ECS::Service', 'AWS::ECS::Cluster', 'AWS::EC2::VPCEndpoint'
_RULE = 'way of a session'
_KEY = 'arn:aws:kms:us-east-1:000000000000:key/12345678-1234-1234-1234-123456789012'


def _without_endpoint(template: Template) -> None:
    template.first(_SERVICE)['EnableExecuteCommand'] = True


def _sessions(**configuration: Any) -> Change:
    """Sessions that have the endpoint of Systems Manager's messages, and need more."""
    def change(template: Template) -> None:
        _without_endpoint(template)
        template.again(_ENDPOINT, 'Messages', ServiceName='com.amazonaws.us-east-1.ssmmessages')
        del template.body['Resources']['Messages']['Properties']['PolicyDocument']
        template.first(_CLUSTER)['Configuration'] = {'ExecuteCommandConfiguration': configuration}
    return change


BREACHES = [
    Breach(_RULE, 'no endpoint', _without_endpoint),
    Breach(_RULE, 'no endpoint of AWS KMS', _sessions(KmsKeyId=_KEY)),
    Breach(_RULE, 'a log group of others', _sessions(Logging='OVERRIDE', LogConfiguration={'CloudWatchLogGroupName': 'sessions'})),
    Breach(_RULE, 'a bucket of others', _sessions(Logging='OVERRIDE', LogConfiguration={'S3BucketName': 'sessions'})),
]
