import { ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { Duration } from 'aws-cdk-lib';
import { LatticeExternalIngress } from 'cdk-lattice-external-ingress';

// An entry of `Match.arrayWith()` has to be a matcher too, because an object there stands for one that has no other properties.

const PATIENCE = { totalTimeout: Duration.minutes(10), interval: Duration.seconds(20) };

/** Every ingress that is deployed has completed its rollout, and its load balancer finds the tasks healthy. */
export function assertHealthy(test: IntegTest, { cluster, service, tlsTargetGroup, httpTargetGroup }: LatticeExternalIngress): void {
  test.assertions
    .awsApiCall('ecs', 'DescribeServices', { cluster: cluster.clusterName, services: [service.serviceName] })
    .expect(ExpectedResult.objectLike({ services: [{ pendingCount: 0, deployments: [{ rolloutState: 'COMPLETED', failedTasks: 0 }] }] }))
    .waitForAssertions(PATIENCE);
  for (const { targetGroupArn } of [tlsTargetGroup, ...httpTargetGroup ? [httpTargetGroup] : []]) {
    test.assertions
      .awsApiCall('elastic-load-balancing-v2', 'DescribeTargetHealth', { TargetGroupArn: targetGroupArn })
      .expect(ExpectedResult.objectLike({ TargetHealthDescriptions: Match.arrayWith([Match.objectLike({ TargetHealth: { State: 'healthy' } })]) }))
      .waitForAssertions(PATIENCE);
  }
}

/** The tasks have opened their streams in the log group. A task is healthy without, because its log driver does not wait for CloudWatch Logs. */
export function assertLogs(test: IntegTest, { logGroup, taskDefinition }: LatticeExternalIngress): void {
  test.assertions
    .awsApiCall('cloudwatch-logs', 'DescribeLogStreams', { logGroupName: logGroup.logGroupName })
    .expect(ExpectedResult.objectLike({
      logStreams: Match.arrayWith([Match.objectLike({ logStreamName: Match.stringLikeRegexp(`^ingress/${taskDefinition.defaultContainer!.containerName}/`) })]),
    }))
    .waitForAssertions(PATIENCE);
}

/** A request for this name goes through the load balancer and the proxy to a service of VPC Lattice, which answers so. */
export function assertForwards(test: IntegTest, { loadBalancer }: LatticeExternalIngress, domainName: string, status: number): void {
  test.assertions
    .httpApiCall(`http://${loadBalancer.loadBalancerDnsName}/`, { headers: { host: domainName } })
    .expect(ExpectedResult.objectLike({ status }))
    .waitForAssertions(PATIENCE);
}
