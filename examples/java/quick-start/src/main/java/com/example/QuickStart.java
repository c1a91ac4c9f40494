package com.example;

import io.github.cdklatticeexternalingress.IngressRoute;
import io.github.cdklatticeexternalingress.LatticeAccess;
import io.github.cdklatticeexternalingress.LatticeExternalIngress;
import io.github.cdklatticeexternalingress.LatticeService;
import io.github.cdklatticeexternalingress.LatticeServiceNetwork;
import java.util.List;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.IpAddresses;
import software.amazon.awscdk.services.ec2.Peer;

public final class QuickStart {
    public static void main(final String[] args) {
        final App app = new App();
        final Stack stack = new Stack(app, "LatticeExternalIngressQuickStart");

        final LatticeExternalIngress ingress = LatticeExternalIngress.Builder.create(stack, "Ingress")
                .clients(List.of(Peer.ipv4("203.0.113.0/24"), Peer.ipv6("2001:db8::/32")))
                .lattice(LatticeAccess.vpcAssociation(
                        LatticeServiceNetwork.fromServiceNetworkId(stack, "Network", "sn-0123456789abcdef0")))
                .services(List.of(IngressRoute.builder()
                        .domainName("api.example.com")
                        .service(LatticeService.fromDomainName(
                                "api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws"))
                        .build()))
                .allowedDomains(List.of("*.apps.example.com"))
                .ipAddresses(IpAddresses.cidr("192.168.0.0/16"))
                .build();

        CfnOutput.Builder.create(stack, "LoadBalancerDnsName")
                .value(ingress.getLoadBalancer().getLoadBalancerDnsName())
                .build();

        app.synth();
    }

    private QuickStart() {}
}
