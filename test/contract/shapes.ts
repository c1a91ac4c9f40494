import { App, Stack, Stage, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import {
  Egress, Exposure, HttpMode, LatticeAccess, LatticeExternalIngress, LatticeExternalIngressProps, LatticeServiceNetwork, ProxyImage,
} from '../../src';
import { compulsoryProps, GENERATED_NAME, service } from '../ingress';

export const ACCOUNT = '111122223333';

/** A service of the stack's Region, or of any where that is not known. */
const servicesOf = ({ region }: Stack) => [service('api.example.com', Token.isUnresolved(region) ? GENERATED_NAME : GENERATED_NAME.replace('us-east-1', region))];

/** Between them, everything that can be made. */
export const SHAPES: Record<string, (stack: Stack) => Partial<LatticeExternalIngressProps>> = {
  'an association': (stack) => ({ services: servicesOf(stack), allowedDomains: ['*.apps.example.com'] }),
  'a build on deploy': () => ({ image: ProxyImage.buildOnDeploy(), enableExecuteCommand: true }),
  'IPv6 only, with flow logs': () => ({ egress: Egress.ipv6Only(), flowLogs: ec2.FlowLogDestination.toCloudWatchLogs() }),
  'endpoints, internal, with PrivateLink': (stack) => ({
    services: servicesOf(stack),
    exposure: Exposure.privateNetwork(),
    http: HttpMode.redirectToHttps(),
    privateLink: { allowedPrincipals: [new iam.AccountPrincipal(ACCOUNT)] },
    lattice: LatticeAccess.serviceNetworkEndpoints([LatticeServiceNetwork.fromServiceNetworkId(stack, 'Endpoint', 'sn-0123456789abcdef2')]),
  }),
  'DNS and GuardDuty': (stack) => ({
    services: servicesOf(stack),
    publicZone: new route53.PublicHostedZone(stack, 'Zone', { zoneName: 'example.com' }),
    allowGuardDutyAgent: true,
  }),
  'followed services': (stack) => ({
    allowedDomains: ['*.apps.example.com'],
    lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, 'Followed', 'sn-0123456789abcdef2'), { followServices: {} }),
  }),
  'the routes of an existing VPC': (stack) => ({
    vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
      publicSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
      privateSubnetIds: ['subnet-0123456789abcdef2', 'subnet-0123456789abcdef3'],
    }),
    trustedProxies: ['10.0.0.0/24', '10.0.1.0/24'],
    egress: Egress.existingRoutes({ to: [ec2.Peer.ipv4('10.0.2.0/24'), ec2.Peer.prefixList('pl-0123456789abcdef0')] }),
  }),
};

export interface PlaceOptions {
  readonly region?: string;
  readonly stackName?: string;
  readonly stackId?: string;
  readonly stage?: string;
  readonly below?: (stack: Stack) => Construct;
}

/** One of the shapes, with alarms and a dashboard, in a stack of its own. */
export class Place {
  public readonly app = new App({ analyticsReporting: false });
  public readonly stack: Stack;
  public readonly ingress: LatticeExternalIngress;

  constructor(shape: string, options: PlaceOptions = {}) {
    const { region, stackName, stackId = 'Stack', stage, below = (stack: Stack) => stack } = options;
    const scope = stage ? new Stage(this.app, stage) : this.app;
    this.stack = new Stack(scope, stackId, { stackName, env: region ? { account: ACCOUNT, region } : undefined });
    this.ingress = new LatticeExternalIngress(below(this.stack), 'Ingress', { ...compulsoryProps(this.stack), ...SHAPES[shape](this.stack) });
    this.ingress.addAlarms();
    this.ingress.addDashboard();
  }

  public get template(): Record<string, any> {
    return Template.fromStack(this.stack).toJSON();
  }

  public get resources(): Record<string, any> {
    return this.template.Resources;
  }
}
