import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { LatticeExternalIngress, LatticeExternalIngressProps } from '../../src';
import { compulsoryProps } from '../ingress';

interface CompanyIngressProps extends LatticeExternalIngressProps {
  readonly team: string;
}

/** An ingress with the defaults of a company. */
class CompanyIngress extends LatticeExternalIngress {
  public readonly team: string;

  constructor(scope: Construct, id: string, props: CompanyIngressProps) {
    super(scope, id, { minTasks: 6, ...props });
    this.team = props.team;
    this.addAlarms();
  }
}

test('a subclass sets its defaults, keeps props of its own, and can do all that the ingress can', () => {
  const stack = new Stack(new App(), 'Stack');
  const ingress = new CompanyIngress(stack, 'Ingress', { ...compulsoryProps(stack), team: 'edge' });

  const plain = new Stack(new App(), 'Stack');
  new LatticeExternalIngress(plain, 'Ingress', { ...compulsoryProps(plain), minTasks: 6 }).addAlarms();
  expect(Template.fromStack(stack).toJSON()).toEqual(Template.fromStack(plain).toJSON());
  expect([ingress instanceof LatticeExternalIngress, ingress.team]).toEqual([true, 'edge']);
  Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('team'));
});

test('an injector for the ingress reaches a subclass too', () => {
  // Apps may name it by its text.
  expect(LatticeExternalIngress.PROPERTY_INJECTION_ID).toBe('cdk-lattice-external-ingress.LatticeExternalIngress');
  const app = new App({
    propertyInjectors: [{ constructUniqueId: LatticeExternalIngress.PROPERTY_INJECTION_ID, inject: (original) => ({ ...original, maxTasks: 40 }) }],
  });
  const stack = new Stack(app, 'Stack');
  new CompanyIngress(stack, 'Ingress', { ...compulsoryProps(stack), team: 'edge' });

  Template.fromStack(stack).hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', { MinCapacity: 6, MaxCapacity: 40 });
});
