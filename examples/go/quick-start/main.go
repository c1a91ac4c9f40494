package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"
	lattice "github.com/cdk-lattice-external-ingress/cdk-lattice-external-ingress-go/cdklatticeexternalingress"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("LatticeExternalIngressQuickStart"), nil)

	network := lattice.LatticeServiceNetwork_FromServiceNetworkId(stack, jsii.String("Network"), jsii.String("sn-0123456789abcdef0"))
	ingress := lattice.NewLatticeExternalIngress(stack, jsii.String("Ingress"), &lattice.LatticeExternalIngressProps{
		Clients: &[]awsec2.IPeer{
			awsec2.Peer_Ipv4(jsii.String("203.0.113.0/24")),
			awsec2.Peer_Ipv6(jsii.String("2001:db8::/32")),
		},
		Lattice: lattice.LatticeAccess_VpcAssociation(network, nil),
		Services: &[]*lattice.IngressRoute{{
			DomainName: jsii.String("api.example.com"),
			Service: lattice.LatticeService_FromDomainName(
				jsii.String("api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws"), nil),
		}},
		AllowedDomains: jsii.Strings("*.apps.example.com"),
		IpAddresses:    awsec2.IpAddresses_Cidr(jsii.String("192.168.0.0/16")),
	})

	awscdk.NewCfnOutput(stack, jsii.String("LoadBalancerDnsName"), &awscdk.CfnOutputProps{
		Value: ingress.LoadBalancer().LoadBalancerDnsName(),
	})

	app.Synth(nil)
}
