import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { SharedVpc } from './shared-vpc';
import { Egress } from '../../src';

const warning = (text: string) => Match.stringLikeRegexp(`${text}.*\\[ack: cdk-lattice-external-ingress:endpointsForTasksOnly\\]`);
const ENDPOINTS = { egress: Egress.interfaceEndpoints() };

describe('endpoints that admit the tasks only', () => {
  test('are warned of in a VPC that others may use, each service by its name', () => {
    const shared = new SharedVpc();
    shared.ingress('Ingress', ENDPOINTS);

    Annotations.fromStack(shared.stack).hasWarning('/Stack/Ingress/Network',
      warning('\'egress\' makes endpoints for ecr\\.api, ecr\\.dkr, logs, s3 in \'Stack/Vpc\' that admit the tasks of this ingress only.*lead everything there to that of Amazon S3: everything else there can no longer use these services\\. ' +
        'Give the endpoints that the VPC has with \'existing\', use Egress\\.existingRoutes\\(\\), or acknowledge this warning if nothing else in the VPC uses these services\\.'));
  });

  test('are warned of by the services that are missing among the existing endpoints', () => {
    const shared = new SharedVpc();
    const cloudWatchLogs = shared.endpoint('Logs', ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS);
    shared.using({ cloudWatchLogs, s3: shared.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 }) });

    Annotations.fromStack(shared.stack).hasWarning('*', warning('makes endpoints for ecr\\.api, ecr\\.dkr in \'Stack/Vpc\'.*to the endpoints: everything else there'));
  });

  test('are not warned of in a new VPC, also where a second ingress adds one', () => {
    const shared = new SharedVpc();
    const { vpc } = shared.ingress('First', { vpc: undefined });
    shared.ingress('Second', { vpc, enableExecuteCommand: true });

    expect(shared.services).toEqual(['ecr.api', 'ecr.dkr', 'logs', 's3', 'ssmmessages']);
    Annotations.fromStack(shared.stack).hasNoWarning('*', warning(''));
  });

  test('are not warned of where none is made', () => {
    const shared = new SharedVpc();
    const { vpcEndpoints } = shared.ingress('First', ENDPOINTS);
    shared.using(vpcEndpoints!);
    shared.ingress('Routed');

    Annotations.fromStack(shared.stack).hasNoWarning('/Stack/Ingress/Network', warning(''));
    Annotations.fromStack(shared.stack).hasNoWarning('/Stack/Routed/Network', warning(''));
  });
});
