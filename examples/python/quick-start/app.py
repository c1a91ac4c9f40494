import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from cdk_lattice_external_ingress import (
    IngressRoute,
    LatticeAccess,
    LatticeExternalIngress,
    LatticeService,
    LatticeServiceNetwork,
)

app = cdk.App()
stack = cdk.Stack(app, "LatticeExternalIngressQuickStart")

ingress = LatticeExternalIngress(
    stack,
    "Ingress",
    clients=[ec2.Peer.ipv4("203.0.113.0/24"), ec2.Peer.ipv6("2001:db8::/32")],
    lattice=LatticeAccess.vpc_association(
        LatticeServiceNetwork.from_service_network_id(stack, "Network", "sn-0123456789abcdef0")
    ),
    services=[
        IngressRoute(
            domain_name="api.example.com",
            service=LatticeService.from_domain_name(
                "api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws"
            ),
        )
    ],
    allowed_domains=["*.apps.example.com"],
    ip_addresses=ec2.IpAddresses.cidr("192.168.0.0/16"),
)

cdk.CfnOutput(stack, "LoadBalancerDnsName", value=ingress.load_balancer.load_balancer_dns_name)

app.synth()
