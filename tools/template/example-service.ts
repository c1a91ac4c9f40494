import { App, BootstraplessSynthesizer, CfnOutput, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { TemplateJson } from './json';
import { FarEnd } from '../../examples/end-to-end/far-end';
import { givenHostedZone } from '../../examples/end-to-end/hosted-zone';

/**
 * The template of a service to try the ingress with: a service network, and in it a service that takes signed requests and says who called.
 *
 * Its outputs are what the template of the ingress asks for.
 */
export function makeExampleService(): TemplateJson {
  const app = new App({ analyticsReporting: false, treeMetadata: false, context: { 'aws:cdk:enable-path-metadata': false } });
  const stack = new Stack(app, 'ExampleService', {
    description: 'A VPC Lattice service to try cdk-lattice-external-ingress with',
    synthesizer: new BootstraplessSynthesizer(), // refuses assets
  });
  const farEnd = new FarEnd(stack, 'FarEnd', { zone: givenHostedZone(stack) });
  farEnd.letIn(new iam.PolicyStatement({ principals: [farEnd.caller], actions: ['vpc-lattice-svcs:Invoke'], resources: ['*'] }));

  const outputs: Record<string, [description: string, value: string]> = {
    ServiceNetwork: ['ServiceNetwork of the ingress', farEnd.serviceNetwork.attrArn],
    CustomDomain: ['CustomDomain1 of the ingress', farEnd.domainName],
    GeneratedName: ['GeneratedName1 of the ingress', farEnd.service.attrDnsEntryDomainName],
    CallerRoleArn: ['The role whose signature the service accepts', farEnd.caller.roleArn],
  };
  for (const [name, [description, value]] of Object.entries(outputs)) {
    new CfnOutput(stack, name, { description, value });
  }
  return app.synth().getStackByName(stack.stackName).template;
}
