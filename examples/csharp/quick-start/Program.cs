using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using CdkLatticeExternalIngress;

var app = new App();
var stack = new Stack(app, "LatticeExternalIngressQuickStart");

var ingress = new LatticeExternalIngress(stack, "Ingress", new LatticeExternalIngressProps
{
    Clients = new[] { Peer.Ipv4("203.0.113.0/24"), Peer.Ipv6("2001:db8::/32") },
    Lattice = LatticeAccess.VpcAssociation(
        LatticeServiceNetwork.FromServiceNetworkId(stack, "Network", "sn-0123456789abcdef0")),
    Services = new[]
    {
        new IngressRoute
        {
            DomainName = "api.example.com",
            Service = LatticeService.FromDomainName("api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws"),
        },
    },
    AllowedDomains = new[] { "*.apps.example.com" },
    IpAddresses = IpAddresses.Cidr("192.168.0.0/16"),
});

new CfnOutput(stack, "LoadBalancerDnsName", new CfnOutputProps { Value = ingress.LoadBalancer.LoadBalancerDnsName });

app.Synth();
