import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_route53 as route53
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_vpclattice as vpclattice
from cdk_lattice_external_ingress import (
    IngressRoute,
    LatticeAccess,
    LatticeExternalIngress,
    LatticeService,
    PrivateRecord,
    RecordRouting,
    RestrictedDomain,
)

app = cdk.App()
stack = cdk.Stack(app, "LatticeExternalIngressDnsAndMonitoring")

# Two services of one service network; their listeners and targets are left out here.
service_network = vpclattice.CfnServiceNetwork(stack, "ServiceNetwork", auth_type="AWS_IAM")


def service_of_the_network(id: str, custom_domain_name: str) -> vpclattice.CfnService:
    service = vpclattice.CfnService(
        stack, id, auth_type="AWS_IAM", custom_domain_name=custom_domain_name
    )
    vpclattice.CfnServiceNetworkServiceAssociation(
        stack,
        f"{id}Association",
        service_network_identifier=service_network.attr_id,
        service_identifier=service.attr_id,
    )
    return service


api = service_of_the_network("Api", "api.example.com")
orders = service_of_the_network("Orders", "orders.apps.example.com")

public_zone = route53.PublicHostedZone.from_hosted_zone_attributes(
    stack, "PublicZone", hosted_zone_id="Z0123456789ABCDEFGHIJ", zone_name="example.com"
)

# One partner alone may ask for the API and for orders; every client may ask for the other apps.
partner = [ec2.Peer.ipv4("198.51.100.0/24")]

ingress = LatticeExternalIngress(
    stack,
    "Ingress",
    clients=[ec2.Peer.prefix_list("pl-0123456789abcdef0")],
    lattice=LatticeAccess.vpc_association(service_network),
    # VPC Lattice listens on 50051 for the API; clients still connect to 443.
    services=[
        IngressRoute(
            domain_name="api.example.com",
            service=LatticeService.from_cfn_service(api),
            clients=partner,
            tls_listener_port=50051,
        )
    ],
    allowed_domains=["*.apps.example.com"],
    # An exact name goes before the wildcard.
    restricted_domains=[RestrictedDomain(domain_name="orders.apps.example.com", clients=partner)],
    private_records=[
        PrivateRecord(
            domain_name="orders.apps.example.com", service=LatticeService.from_cfn_service(orders)
        )
    ],
    public_zone=public_zone,
    record_routing=RecordRouting.latency("us-east-1", "us-east-1"),
    idle_timeout=cdk.Duration.minutes(10),
    log_retention=logs.RetentionDays.ONE_YEAR,
)

on_call = sns.Topic(stack, "OnCall", enforce_ssl=True)
on_call.add_subscription(subscriptions.EmailSubscription("on-call@example.com"))
# With enforce_ssl the topic has a policy, which has to let alarms notify.
on_call.grant_publish(iam.ServicePrincipal("cloudwatch.amazonaws.com"))

ingress.add_alarms(actions=[actions.SnsAction(on_call)], refusal_percent=20)
ingress.add_dashboard(default_interval=cdk.Duration.hours(6))
ingress.metric_refused_count(period=cdk.Duration.minutes(1)).create_alarm(
    stack,
    "Probed",
    threshold=1000,
    evaluation_periods=5,
    comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
)

cdk.CfnOutput(stack, "LoadBalancerDnsName", value=ingress.load_balancer.load_balancer_dns_name)

app.synth()
