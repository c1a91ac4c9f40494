import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import { LatticeAccess, LatticeExternalIngress, LatticeService, RecordRouting } from 'cdk-lattice-external-ingress';

const app = new App();
const stack = new Stack(app, 'LatticeExternalIngressDnsAndMonitoring');

// Two services of one service network; their listeners and targets are left out here.
const serviceNetwork = new vpclattice.CfnServiceNetwork(stack, 'ServiceNetwork', { authType: 'AWS_IAM' });
const [api, orders] = [['Api', 'api.example.com'], ['Orders', 'orders.apps.example.com']].map(([id, customDomainName]) => {
  const service = new vpclattice.CfnService(stack, id, { authType: 'AWS_IAM', customDomainName });
  new vpclattice.CfnServiceNetworkServiceAssociation(stack, `${id}Association`, {
    serviceNetworkIdentifier: serviceNetwork.attrId,
    serviceIdentifier: service.attrId,
  });
  return service;
});

const publicZone = route53.PublicHostedZone.fromHostedZoneAttributes(stack, 'PublicZone', {
  hostedZoneId: 'Z0123456789ABCDEFGHIJ',
  zoneName: 'example.com',
});

// One partner alone may ask for the API and for orders; every client may ask for the other apps.
const partner = [ec2.Peer.ipv4('198.51.100.0/24')];

const ingress = new LatticeExternalIngress(stack, 'Ingress', {
  clients: [ec2.Peer.prefixList('pl-0123456789abcdef0')],
  lattice: LatticeAccess.vpcAssociation(serviceNetwork),
  // VPC Lattice listens on 50051 for the API; clients still connect to 443.
  services: [{ domainName: 'api.example.com', service: LatticeService.fromCfnService(api), clients: partner, tlsListenerPort: 50051 }],
  allowedDomains: ['*.apps.example.com'],
  // An exact name goes before the wildcard.
  restrictedDomains: [{ domainName: 'orders.apps.example.com', clients: partner }],
  privateRecords: [{ domainName: 'orders.apps.example.com', service: LatticeService.fromCfnService(orders) }],
  publicZone,
  recordRouting: RecordRouting.latency('us-east-1', 'us-east-1'),
  idleTimeout: Duration.minutes(10),
  logRetention: logs.RetentionDays.ONE_YEAR,
});

const onCall = new sns.Topic(stack, 'OnCall', { enforceSSL: true });
onCall.addSubscription(new subscriptions.EmailSubscription('on-call@example.com'));
// With enforceSSL the topic has a policy, which has to let alarms notify.
onCall.grantPublish(new iam.ServicePrincipal('cloudwatch.amazonaws.com'));

ingress.addAlarms({ actions: [new actions.SnsAction(onCall)], refusalPercent: 20 });
ingress.addDashboard({ defaultInterval: Duration.hours(6) });
ingress.metricRefusedCount({ period: Duration.minutes(1) }).createAlarm(stack, 'Probed', {
  threshold: 1000,
  evaluationPeriods: 5,
  comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
});

new CfnOutput(stack, 'LoadBalancerDnsName', { value: ingress.loadBalancer.loadBalancerDnsName });
