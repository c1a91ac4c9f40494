package com.example;

import io.github.cdklatticeexternalingress.AddAlarmsOptions;
import io.github.cdklatticeexternalingress.IngressRoute;
import io.github.cdklatticeexternalingress.LatticeAccess;
import io.github.cdklatticeexternalingress.LatticeExternalIngress;
import io.github.cdklatticeexternalingress.LatticeService;
import io.github.cdklatticeexternalingress.PrivateRecord;
import io.github.cdklatticeexternalingress.RecordRouting;
import io.github.cdklatticeexternalingress.RestrictedDomain;
import java.util.List;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.ComparisonOperator;
import software.amazon.awscdk.services.cloudwatch.CreateAlarmOptions;
import software.amazon.awscdk.services.cloudwatch.DashboardProps;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.ec2.IPeer;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.route53.HostedZoneAttributes;
import software.amazon.awscdk.services.route53.IHostedZone;
import software.amazon.awscdk.services.route53.PublicHostedZone;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.subscriptions.EmailSubscription;
import software.amazon.awscdk.services.vpclattice.CfnService;
import software.amazon.awscdk.services.vpclattice.CfnServiceNetwork;
import software.amazon.awscdk.services.vpclattice.CfnServiceNetworkServiceAssociation;

public final class DnsAndMonitoring {
    public static void main(final String[] args) {
        final App app = new App();
        final Stack stack = new Stack(app, "LatticeExternalIngressDnsAndMonitoring");

        // Two services of one service network; their listeners and targets are left out here.
        final CfnServiceNetwork serviceNetwork = CfnServiceNetwork.Builder.create(stack, "ServiceNetwork")
                .authType("AWS_IAM")
                .build();
        final CfnService api = serviceOf(serviceNetwork, "Api", "api.example.com");
        final CfnService orders = serviceOf(serviceNetwork, "Orders", "orders.apps.example.com");

        final IHostedZone publicZone = PublicHostedZone.fromHostedZoneAttributes(stack, "PublicZone",
                HostedZoneAttributes.builder()
                        .hostedZoneId("Z0123456789ABCDEFGHIJ")
                        .zoneName("example.com")
                        .build());

        // One partner alone may ask for the API and for orders; every client may ask for the other apps.
        final List<IPeer> partner = List.of(Peer.ipv4("198.51.100.0/24"));

        final LatticeExternalIngress ingress = LatticeExternalIngress.Builder.create(stack, "Ingress")
                .clients(List.of(Peer.prefixList("pl-0123456789abcdef0")))
                .lattice(LatticeAccess.vpcAssociation(serviceNetwork))
                // VPC Lattice listens on 50051 for the API; clients still connect to 443.
                .services(List.of(IngressRoute.builder()
                        .domainName("api.example.com")
                        .service(LatticeService.fromCfnService(api))
                        .clients(partner)
                        .tlsListenerPort(50051)
                        .build()))
                .allowedDomains(List.of("*.apps.example.com"))
                // An exact name goes before the wildcard.
                .restrictedDomains(List.of(RestrictedDomain.builder()
                        .domainName("orders.apps.example.com")
                        .clients(partner)
                        .build()))
                .privateRecords(List.of(PrivateRecord.builder()
                        .domainName("orders.apps.example.com")
                        .service(LatticeService.fromCfnService(orders))
                        .build()))
                .publicZone(publicZone)
                .recordRouting(RecordRouting.latency("us-east-1", "us-east-1"))
                .idleTimeout(Duration.minutes(10))
                .logRetention(RetentionDays.ONE_YEAR)
                .build();

        final Topic onCall = Topic.Builder.create(stack, "OnCall").enforceSsl(true).build();
        onCall.addSubscription(new EmailSubscription("on-call@example.com"));
        // With enforceSsl the topic has a policy, which has to let alarms notify.
        onCall.grantPublish(new ServicePrincipal("cloudwatch.amazonaws.com"));

        ingress.addAlarms(AddAlarmsOptions.builder()
                .actions(List.of(new SnsAction(onCall)))
                .refusalPercent(20)
                .build());
        ingress.addDashboard(DashboardProps.builder().defaultInterval(Duration.hours(6)).build());
        ingress.metricRefusedCount(MetricOptions.builder().period(Duration.minutes(1)).build())
                .createAlarm(stack, "Probed", CreateAlarmOptions.builder()
                        .threshold(1000)
                        .evaluationPeriods(5)
                        .comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD)
                        .build());

        CfnOutput.Builder.create(stack, "LoadBalancerDnsName")
                .value(ingress.getLoadBalancer().getLoadBalancerDnsName())
                .build();

        app.synth();
    }

    private static CfnService serviceOf(final CfnServiceNetwork network, final String id, final String domainName) {
        final Stack stack = network.getStack();
        final CfnService service = CfnService.Builder.create(stack, id)
                .authType("AWS_IAM")
                .customDomainName(domainName)
                .build();
        CfnServiceNetworkServiceAssociation.Builder.create(stack, id + "Association")
                .serviceNetworkIdentifier(network.getAttrId())
                .serviceIdentifier(service.getAttrId())
                .build();
        return service;
    }

    private DnsAndMonitoring() {}
}
