"""The reader finds what the laboratory needs in a template, and stops where a template is not what it expects."""
from __future__ import annotations

import copy
import unittest
from typing import Any

from lab.proxy.addresses import plan_addresses
from lab.proxy.intrinsics import UnknownValue
from lab.proxy.task_definition import Tmpfs, ingress_of

_CONTAINER: dict[str, Any] = {
    'Name': 'proxy',
    'User': '101',
    'EntryPoint': ['/bin/sh', '-c', 'exec nginx'],
    'ReadonlyRootFilesystem': True,
    'Environment': [{'Name': 'NGINX_CONF', 'Value': {'Fn::Join': ['', ['allow ', {'Fn::GetAtt': ['Vpc', 'CidrBlock']}, ';']]}}],
    'LinuxParameters': {'Capabilities': {'Drop': ['ALL']}, 'Tmpfs': [{'ContainerPath': '/tmp', 'Size': 16, 'MountOptions': ['rw']}]},
}
_TEMPLATE: dict[str, Any] = {'Resources': {
    'Vpc': {'Type': 'AWS::EC2::VPC', 'Properties': {'CidrBlock': '10.0.0.0/16'}},
    'Task': {'Type': 'AWS::ECS::TaskDefinition', 'Properties': {'ContainerDefinitions': [{'Name': 'other'}, _CONTAINER]}},
    'Service': {'Type': 'AWS::ECS::Service', 'Properties': {'LoadBalancers': [
        {'ContainerName': 'proxy', 'ContainerPort': 8443, 'TargetGroupArn': {'Ref': 'Group'}},
    ]}},
    'Group': {'Type': 'AWS::ElasticLoadBalancingV2::TargetGroup', 'Properties': {'HealthCheckPort': '8081'}},
    'Listener': {'Type': 'AWS::ElasticLoadBalancingV2::Listener', 'Properties': {
        'Port': 443, 'DefaultActions': [{'Type': 'forward', 'TargetGroupArn': {'Ref': 'Group'}}],
    }},
}}


class TaskDefinitionTest(unittest.TestCase):
    """Reads the template above, or one that differs from it in one thing."""

    def test_reads_how_the_container_starts(self) -> None:
        container = ingress_of(_TEMPLATE).container
        self.assertEqual(container.entry_point, ('/bin/sh', '-c', 'exec nginx'))
        self.assertEqual(container.nginx_conf, 'allow 10.0.0.0/16;')
        self.assertEqual((container.uid, container.gid), (101, 101))
        self.assertEqual(container.tmpfs, (Tmpfs('/tmp', 16, ('rw',)),))
        self.assertTrue(container.read_only_root and container.drops_all_capabilities)

    def test_reads_the_limits_that_a_task_has(self) -> None:
        container = ingress_of(self.changed(StopTimeout=120, SystemControls=[{'Namespace': 'net.ipv4.tcp_tw_reuse', 'Value': '1'}])).container
        self.assertEqual((container.stop_timeout_seconds, container.system_controls), (120, {'net.ipv4.tcp_tw_reuse': '1'}))

    def test_reads_which_port_leads_where(self) -> None:
        ingress = ingress_of(_TEMPLATE)
        self.assertEqual((ingress.ports, ingress.health_port, ingress.vpc_range), ({443: 8443}, 8081, '10.0.0.0/16'))

    def test_a_user_may_have_a_group(self) -> None:
        self.assertEqual(ingress_of(self.changed(User='101:7')).container.gid, 7)

    def test_a_user_by_name_is_an_error(self) -> None:
        with self.assertRaisesRegex(UnknownValue, "'User'.*'nginx'"):
            ingress_of(self.changed(User='nginx'))

    def test_no_configuration_is_an_error(self) -> None:
        with self.assertRaisesRegex(UnknownValue, 'NGINX_CONF'):
            ingress_of(self.changed(Environment=[]))

    def test_an_unknown_reference_in_the_configuration_is_an_error(self) -> None:
        with self.assertRaisesRegex(UnknownValue, "'Elsewhere'"):
            ingress_of(self.changed(Environment=[{'Name': 'NGINX_CONF', 'Value': {'Ref': 'Elsewhere'}}]))

    def changed(self, **properties: Any) -> dict[str, Any]:
        """The template with other properties of the container."""
        template = copy.deepcopy(_TEMPLATE)
        template['Resources']['Task']['Properties']['ContainerDefinitions'][1].update(properties)
        return template


class AddressesTest(unittest.TestCase):
    """The load balancer stands where it is trusted, the task and the intruder where nobody is."""

    def test_trusted_and_not_trusted(self) -> None:
        plan = plan_addresses('geo $from_load_balancer {\n  default 0;\n  10.0.0.0/24 1;\n  10.0.1.0/24 1;\n}', '10.0.0.0/16')
        self.assertTrue(plan.load_balancer.startswith('10.0.0.'))
        self.assertFalse(plan.task.startswith(('10.0.0.', '10.0.1.')) or plan.intruder.startswith(('10.0.0.', '10.0.1.')))
        self.assertNotEqual(plan.task, plan.intruder)

    def test_a_configuration_that_trusts_nobody_is_an_error(self) -> None:
        with self.assertRaisesRegex(ValueError, 'from_load_balancer'):
            plan_addresses('', '10.0.0.0/16')
