import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { stack } from '../../examples/end-to-end/association';

const template = Template.fromStack(stack);
const [serviceId] = Object.keys(template.findResources('AWS::VpcLattice::Service'));
const [networkId] = Object.keys(template.findResources('AWS::VpcLattice::ServiceNetwork'));
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

test('service and service network take signed requests only, and each says from whom', () => {
  template.hasResourceProperties('AWS::VpcLattice::ServiceNetwork', { AuthType: 'AWS_IAM' });
  template.hasResourceProperties('AWS::VpcLattice::Service', { AuthType: 'AWS_IAM' });
  template.resourceCountIs('AWS::VpcLattice::AuthPolicy', 2);
  template.hasResourceProperties('AWS::VpcLattice::AuthPolicy', { ResourceIdentifier: arnOf(networkId) });
  template.hasResourceProperties('AWS::VpcLattice::AuthPolicy', {
    ResourceIdentifier: arnOf(serviceId),
    Policy: {
      Statement: [Match.objectLike({
        Action: 'vpc-lattice-svcs:Invoke',
        Principal: { AWS: arnOf(only('AWS::IAM::Role', { AssumeRolePolicyDocument: { Statement: [{ Principal: { AWS: Match.anyValue() } }] } })) },
        Condition: {
          StringEquals: { 'vpc-lattice-svcs:SourceVpc': { Ref: only('AWS::EC2::VPC') } },
          StringNotEqualsIgnoreCase: { 'aws:PrincipalType': 'anonymous' },
        },
      })],
    },
  });
});

test('certificate, service and public records have one name', () => {
  const name = { 'Fn::Join': ['', ['api.', { Ref: 'HostedZoneName' }]] };
  template.hasResourceProperties('AWS::CertificateManager::Certificate', {
    DomainName: name,
    DomainValidationOptions: [{ DomainName: name, HostedZoneId: { Ref: 'HostedZoneId' } }],
  });
  template.hasResourceProperties('AWS::VpcLattice::Service', {
    CustomDomainName: name,
    CertificateArn: { Ref: only('AWS::CertificateManager::Certificate') },
  });
  for (const type of ['A', 'AAAA']) {
    template.hasResourceProperties('AWS::Route53::RecordSet', {
      Type: type,
      Name: { 'Fn::Join': ['', ['api.', { Ref: 'HostedZoneName' }, '.']] },
      HostedZoneId: { Ref: 'HostedZoneId' },
    });
  }
});

test('the service network is associated with the VPC of the ingress', () => {
  template.hasResourceProperties('AWS::VpcLattice::ServiceNetworkVpcAssociation', {
    ServiceNetworkIdentifier: { Ref: networkId },
    VpcIdentifier: { Ref: only('AWS::EC2::VPC') },
  });
});

test('the command of the README gives every parameter', () => {
  const readme = readFileSync(join(__dirname, '..', '..', 'examples', 'end-to-end', 'README.md'), 'utf8');
  const given = [...readme.matchAll(/--parameters (\w+)=/g)].map(([, name]) => name);

  expect(['BootstrapVersion', ...given].sort()).toEqual(Object.keys(template.toJSON().Parameters).sort());
});

test('AwsSolutions finds nothing that is not acknowledged', () => {
  expect(new AwsSolutionsChecks().validateScope(stack.node.root).violations).toEqual([]);
});

function only(type: string, properties: object = {}): string {
  const [id, ...others] = Object.keys(template.findResources(type, { Properties: properties }));
  expect(others).toEqual([]);
  return id;
}
