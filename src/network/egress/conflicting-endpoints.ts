import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { pathOf } from './existing-endpoints';
import { isResource } from '../../private/resource-type';

/**
 * What EC2 refuses while it deploys: a second endpoint with private DNS for a service of a VPC, and a second gateway in a route table.
 *
 * @param maker the construct that makes `endpoint`, and others that do not conflict
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-troubleshooting.html
 */
export function conflictsOf(maker: IConstruct, endpoint: ec2.CfnVPCEndpoint): string[] {
  return maker.node.root.node.findAll()
    .filter((other) => isResource(other, ec2.CfnVPCEndpoint))
    .filter((other) => !other.node.scopes.includes(maker) && serviceNameOf(other) === serviceNameOf(endpoint))
    .filter((other) => (endpoint.vpcEndpointType === 'Gateway' ? shareRouteTable(endpoint, other) : sharePrivateDns(endpoint, other)))
    .map((other) => `'egress' must not make an endpoint at '${pathOf(endpoint)}', because the VPC has one for the same service at '${pathOf(other)}': ` +
      'name it with Egress.interfaceEndpoints({ existing }); a second ingress takes the \'vpcEndpoints\' of the first one');
}

/** The same token, not what it resolves to: VPCs and route tables of different stacks may have the same logical id. */
function sharePrivateDns(one: ec2.CfnVPCEndpoint, other: ec2.CfnVPCEndpoint): boolean {
  return one.vpcId === other.vpcId && other.privateDnsEnabled === true;
}

function shareRouteTable(one: ec2.CfnVPCEndpoint, other: ec2.CfnVPCEndpoint): boolean {
  return one.routeTableIds!.some((id) => other.routeTableIds?.includes(id));
}

function serviceNameOf(endpoint: ec2.CfnVPCEndpoint): string {
  return JSON.stringify(Stack.of(endpoint).resolve(endpoint.serviceName));
}
