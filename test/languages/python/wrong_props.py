"""Makes mistakes with props, and prints as JSON what a user reads about each."""

import json

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from cdk_lattice_external_ingress import LatticeAccess, LatticeExternalIngress


def complaint(**wrong):
    stack = cdk.Stack(cdk.App(), "Stack")
    given = {"clients": [ec2.Peer.ipv4("203.0.113.0/24")], "lattice": LatticeAccess.already_associated()}
    try:
        LatticeExternalIngress(stack, "Ingress", **{**given, **wrong})
    except (RuntimeError, TypeError) as error:
        return str(error)
    return "no complaint"


print(json.dumps({
    "fewer tasks at most than at least": complaint(min_tasks=3, max_tasks=2),
    "an address in place of a name": complaint(allowed_domains=["https://api.example.com/"]),
    "nobody": complaint(clients=[]),
    "a word in place of a number": complaint(min_tasks="three"),
    "words in place of peers": complaint(clients=["203.0.113.0/24"]),
}))
