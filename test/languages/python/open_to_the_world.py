"""An app that everybody may call, which is worth a warning."""

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from cdk_lattice_external_ingress import LatticeAccess, LatticeExternalIngress

app = cdk.App()
LatticeExternalIngress(
    cdk.Stack(app, "OpenToTheWorld"),
    "Ingress",
    clients=[ec2.Peer.any_ipv4()],
    lattice=LatticeAccess.already_associated(),
)
app.synth()
