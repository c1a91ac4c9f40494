using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.CloudWatch.Actions;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Logs;
using Amazon.CDK.AWS.Route53;
using Amazon.CDK.AWS.SNS;
using Amazon.CDK.AWS.SNS.Subscriptions;
using Amazon.CDK.AWS.VpcLattice;
using CdkLatticeExternalIngress;

var app = new App();
var stack = new Stack(app, "LatticeExternalIngressDnsAndMonitoring");

// Two services of one service network; their listeners and targets are left out here.
var serviceNetwork = new CfnServiceNetwork(stack, "ServiceNetwork", new CfnServiceNetworkProps { AuthType = "AWS_IAM" });
var api = NewService("Api", "api.example.com");
var orders = NewService("Orders", "orders.apps.example.com");

var publicZone = PublicHostedZone.FromHostedZoneAttributes(stack, "PublicZone", new HostedZoneAttributes
{
    HostedZoneId = "Z0123456789ABCDEFGHIJ",
    ZoneName = "example.com",
});

// One partner alone may ask for the API and for orders; every client may ask for the other apps.
var partner = new[] { Peer.Ipv4("198.51.100.0/24") };

var ingress = new LatticeExternalIngress(stack, "Ingress", new LatticeExternalIngressProps
{
    Clients = new[] { Peer.PrefixList("pl-0123456789abcdef0") },
    Lattice = LatticeAccess.VpcAssociation(serviceNetwork),
    // VPC Lattice listens on 50051 for the API; clients still connect to 443.
    Services = new[]
    {
        new IngressRoute
        {
            DomainName = "api.example.com",
            Service = LatticeService.FromCfnService(api),
            Clients = partner,
            TlsListenerPort = 50051,
        },
    },
    AllowedDomains = new[] { "*.apps.example.com" },
    // An exact name goes before the wildcard.
    RestrictedDomains = new[]
    {
        new RestrictedDomain { DomainName = "orders.apps.example.com", Clients = partner },
    },
    PrivateRecords = new[]
    {
        new PrivateRecord { DomainName = "orders.apps.example.com", Service = LatticeService.FromCfnService(orders) },
    },
    PublicZone = publicZone,
    RecordRouting = RecordRouting.Latency("us-east-1", "us-east-1"),
    IdleTimeout = Duration.Minutes(10),
    LogRetention = RetentionDays.ONE_YEAR,
});

var onCall = new Topic(stack, "OnCall", new TopicProps { EnforceSSL = true });
onCall.AddSubscription(new EmailSubscription("on-call@example.com"));
// With EnforceSSL the topic has a policy, which has to let alarms notify.
onCall.GrantPublish(new ServicePrincipal("cloudwatch.amazonaws.com"));

ingress.AddAlarms(new AddAlarmsOptions { Actions = new IAlarmAction[] { new SnsAction(onCall) }, RefusalPercent = 20 });
ingress.AddDashboard(new DashboardProps { DefaultInterval = Duration.Hours(6) });
ingress.MetricRefusedCount(new MetricOptions { Period = Duration.Minutes(1) }).CreateAlarm(stack, "Probed", new CreateAlarmOptions
{
    Threshold = 1000,
    EvaluationPeriods = 5,
    ComparisonOperator = ComparisonOperator.GREATER_THAN_THRESHOLD,
});

new CfnOutput(stack, "LoadBalancerDnsName", new CfnOutputProps { Value = ingress.LoadBalancer.LoadBalancerDnsName });

app.Synth();

CfnService NewService(string id, string domainName)
{
    var service = new CfnService(stack, id, new CfnServiceProps { AuthType = "AWS_IAM", CustomDomainName = domainName });
    new CfnServiceNetworkServiceAssociation(stack, $"{id}Association", new CfnServiceNetworkServiceAssociationProps
    {
        ServiceNetworkIdentifier = serviceNetwork.AttrId,
        ServiceIdentifier = service.AttrId,
    });
    return service;
}
