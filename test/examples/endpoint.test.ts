import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { stack } from '../../examples/end-to-end/endpoint';

const template = Template.fromStack(stack);
const [networkId] = Object.keys(template.findResources('AWS::VpcLattice::ServiceNetwork'));
const [membershipId] = Object.keys(template.findResources('AWS::VpcLattice::ServiceNetworkServiceAssociation'));

test('the ingress reaches the service network through an endpoint, and is associated with none', () => {
  template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
    VpcEndpointType: 'ServiceNetwork',
    ServiceNetworkArn: { Ref: networkId },
  });
  template.resourceCountIs('AWS::VpcLattice::ServiceNetworkVpcAssociation', 0);
});

test('the endpoint, and the search for the names there, wait until the service is in the service network', () => {
  for (const [type, properties] of [
    ['AWS::EC2::VPCEndpoint', { VpcEndpointType: 'ServiceNetwork' }],
    ['Custom::LatticeExternalIngressFindEndpointServices', {}],
  ] as const) {
    template.hasResource(type, { Properties: properties, DependsOn: Match.arrayWith([membershipId]) });
  }
});

test('AwsSolutions finds nothing that is not acknowledged', () => {
  expect(new AwsSolutionsChecks().validateScope(stack.node.root).violations).toEqual([]);
});
