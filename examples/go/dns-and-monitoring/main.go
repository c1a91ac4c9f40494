package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsvpclattice"
	"github.com/aws/jsii-runtime-go"
	lattice "github.com/cdk-lattice-external-ingress/cdk-lattice-external-ingress-go/cdklatticeexternalingress"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("LatticeExternalIngressDnsAndMonitoring"), nil)

	// Two services of one service network; their listeners and targets are left out here.
	serviceNetwork := awsvpclattice.NewCfnServiceNetwork(stack, jsii.String("ServiceNetwork"), &awsvpclattice.CfnServiceNetworkProps{
		AuthType: jsii.String("AWS_IAM"),
	})
	api := newService(stack, serviceNetwork, "Api", "api.example.com")
	orders := newService(stack, serviceNetwork, "Orders", "orders.apps.example.com")

	publicZone := awsroute53.PublicHostedZone_FromHostedZoneAttributes(stack, jsii.String("PublicZone"), &awsroute53.HostedZoneAttributes{
		HostedZoneId: jsii.String("Z0123456789ABCDEFGHIJ"),
		ZoneName:     jsii.String("example.com"),
	})

	// One partner alone may ask for the API and for orders; every client may ask for the other apps.
	partner := &[]awsec2.IPeer{awsec2.Peer_Ipv4(jsii.String("198.51.100.0/24"))}

	ingress := lattice.NewLatticeExternalIngress(stack, jsii.String("Ingress"), &lattice.LatticeExternalIngressProps{
		Clients: &[]awsec2.IPeer{awsec2.Peer_PrefixList(jsii.String("pl-0123456789abcdef0"))},
		Lattice: lattice.LatticeAccess_VpcAssociation(serviceNetwork, nil),
		// VPC Lattice listens on 50051 for the API; clients still connect to 443.
		Services: &[]*lattice.IngressRoute{{
			DomainName:      jsii.String("api.example.com"),
			Service:         lattice.LatticeService_FromCfnService(api),
			Clients:         partner,
			TlsListenerPort: jsii.Number(50051),
		}},
		AllowedDomains: jsii.Strings("*.apps.example.com"),
		// An exact name goes before the wildcard.
		RestrictedDomains: &[]*lattice.RestrictedDomain{{
			DomainName: jsii.String("orders.apps.example.com"),
			Clients:    partner,
		}},
		PrivateRecords: &[]*lattice.PrivateRecord{{
			DomainName: jsii.String("orders.apps.example.com"),
			Service:    lattice.LatticeService_FromCfnService(orders),
		}},
		PublicZone:    publicZone,
		RecordRouting: lattice.RecordRouting_Latency(jsii.String("us-east-1"), jsii.String("us-east-1"), nil),
		IdleTimeout:   awscdk.Duration_Minutes(jsii.Number(10)),
		LogRetention:  awslogs.RetentionDays_ONE_YEAR,
	})

	onCall := awssns.NewTopic(stack, jsii.String("OnCall"), &awssns.TopicProps{EnforceSSL: jsii.Bool(true)})
	onCall.AddSubscription(awssnssubscriptions.NewEmailSubscription(jsii.String("on-call@example.com"), nil))
	// With EnforceSSL the topic has a policy, which has to let alarms notify.
	onCall.GrantPublish(awsiam.NewServicePrincipal(jsii.String("cloudwatch.amazonaws.com"), nil))

	ingress.AddAlarms(&lattice.AddAlarmsOptions{
		Actions:        &[]awscloudwatch.IAlarmAction{awscloudwatchactions.NewSnsAction(onCall)},
		RefusalPercent: jsii.Number(20),
	})
	ingress.AddDashboard(&awscloudwatch.DashboardProps{DefaultInterval: awscdk.Duration_Hours(jsii.Number(6))})
	refused := ingress.MetricRefusedCount(&awscloudwatch.MetricOptions{Period: awscdk.Duration_Minutes(jsii.Number(1))})
	refused.CreateAlarm(stack, jsii.String("Probed"), &awscloudwatch.CreateAlarmOptions{
		Threshold:          jsii.Number(1000),
		EvaluationPeriods:  jsii.Number(5),
		ComparisonOperator: awscloudwatch.ComparisonOperator_GREATER_THAN_THRESHOLD,
	})

	awscdk.NewCfnOutput(stack, jsii.String("LoadBalancerDnsName"), &awscdk.CfnOutputProps{
		Value: ingress.LoadBalancer().LoadBalancerDnsName(),
	})

	app.Synth(nil)
}

func newService(stack awscdk.Stack, network awsvpclattice.CfnServiceNetwork, id, domainName string) awsvpclattice.CfnService {
	service := awsvpclattice.NewCfnService(stack, jsii.String(id), &awsvpclattice.CfnServiceProps{
		AuthType:         jsii.String("AWS_IAM"),
		CustomDomainName: jsii.String(domainName),
	})
	awsvpclattice.NewCfnServiceNetworkServiceAssociation(stack, jsii.String(id+"Association"), &awsvpclattice.CfnServiceNetworkServiceAssociationProps{
		ServiceNetworkIdentifier: network.AttrId(),
		ServiceIdentifier:        service.AttrId(),
	})
	return service
}
