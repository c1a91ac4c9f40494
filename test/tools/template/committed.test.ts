import { committed, template } from './evaluated';
import { makeExampleService } from '../../../tools/template/example-service';
import { TemplateJson } from '../../../tools/template/json';
import { makeTemplate } from '../../../tools/template/template';

test.each<[name: string, make: () => TemplateJson]>([
  ['lattice-external-ingress', makeTemplate],
  ['example-service', makeExampleService],
])('the committed template %s is current (npm run template), and needs neither assets nor bootstrap', (name, make) => {
  expect(committed(name)).toBe(`${JSON.stringify(make(), undefined, 2)}\n`);
  expect(committed(name)).not.toMatch(/BootstrapVersion|cdk-hnb659fds|S3Bucket|AssetParameters/);
});

test('outputs are at least those of the Guidance', () => {
  expect(Object.keys(template.Outputs)).toEqual(expect.arrayContaining(['VpcId', 'LoadBalancerDnsName', 'LoadBalancerHostedZoneId', 'LogGroupName', 'ClusterName', 'ServiceName', 'TlsSecurityGroupId']));
});
