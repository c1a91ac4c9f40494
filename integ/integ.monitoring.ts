// Live: a service network; see app.ts.
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { LatticeAccess, LatticeExternalIngress, LatticeServiceNetwork } from 'cdk-lattice-external-ingress';
import { CLIENTS, integApp, SERVICE_NETWORK, SERVICES } from './app';
import { assertHealthy } from './assertions';

const app = integApp();
const stack = new Stack(app, 'LatticeExternalIngressMonitoring');

const checkoutErrors = new cloudwatch.Alarm(stack, 'CheckoutErrors', {
  metric: new cloudwatch.Metric({ namespace: 'Checkout', metricName: 'Errors', statistic: cloudwatch.Stats.SUM }),
  threshold: 10,
  evaluationPeriods: 1,
  treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
});
const ingress = new LatticeExternalIngress(stack, 'Ingress', {
  clients: CLIENTS,
  lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, 'Network', SERVICE_NETWORK)),
  services: SERVICES,
  deploymentAlarms: { refusalPercent: 20, alarmNames: [checkoutErrors.alarmName] },
});
ingress.addAlarms({
  actions: [new SnsAction(new sns.Topic(stack, 'Tell'))],
  criticalActions: [new SnsAction(new sns.Topic(stack, 'Call'))],
  refusalPercent: 20,
});
ingress.addDashboard();

const test = new IntegTest(app, 'Monitoring', { testCases: [stack], diffAssets: true });
assertHealthy(test, ingress);
