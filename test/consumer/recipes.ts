import * as path from 'node:path';

/** A TypeScript block of a document. */
export interface Recipe {
  readonly document: string;
  readonly line: number;
  readonly code: string;
}

/** Every TypeScript block of a Markdown text. */
export function recipesIn(document: string, markdown: string): Recipe[] {
  return [...markdown.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => ({
    document,
    line: markdown.slice(0, match.index).split('\n').length,
    code: match[1],
  }));
}

/** Every whole app of a Markdown text. jsii-rosetta compiles it without the fixture. */
export function appsIn(markdown: string): string[] {
  return [...markdown.matchAll(/^```ts nofixture\n([\s\S]*?)^```$/gm)].map(([, app]) => app);
}

/** One app that synthesises each recipe in a stack of its own, with real resources for what the recipes take as given. */
export function appOf(recipes: Recipe[]): string {
  return [IMPORTS, ...recipes.map(stackOf), 'app.synth();', ''].join('\n');
}

function stackOf({ document, line, code }: Recipe): string {
  return `new (class extends Stack {
  constructor() {
    super(app, 'Line${line}-${path.basename(document, '.md')}');
    ${GIVEN}
    ${code}
  }
})();`;
}

const IMPORTS = `
import { App, CfnParameter, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import {
  AccessLog, AvailabilityZones, DeployTimeIpAddresses, Egress, Exposure, HttpMode, LatticeAccess, LatticeExternalIngress, LatticeService,
  LatticeServiceNetwork, LatticeServiceTarget, ProxyImage, RecordRouting, TrafficProfile,
} from 'cdk-lattice-external-ingress';

const app = new App({ analyticsReporting: false, context: { '@aws-cdk/core:validateAgainstDefaultRules': true } });
`;

/** What the fixture of the documentation only declares. */
const GIVEN = `
    const serviceNetwork = new vpclattice.CfnServiceNetwork(this, 'ServiceNetwork');
    const sharedNetwork = new vpclattice.CfnServiceNetwork(this, 'SharedNetwork');
    const apiService = new vpclattice.CfnService(this, 'ApiService');
    const clients = [ec2.Peer.ipv4('203.0.113.0/24')];
    const lattice = LatticeAccess.alreadyAssociated();
    const ingress = new LatticeExternalIngress(this, 'Given', { clients, lattice });
    const vpc = new ec2.Vpc(this, 'Vpc', {
      restrictDefaultSecurityGroup: false,
      natGateways: 0,
      subnetConfiguration: [
        { name: 'Public', subnetType: ec2.SubnetType.PUBLIC },
        { name: 'Tasks', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      ],
    });
    const cluster = new ecs.Cluster(this, 'Cluster', { vpc, enableFargateCapacityProviders: true });
    const logGroup = new logs.LogGroup(this, 'LogGroup');
    const publicZone = new route53.PublicHostedZone(this, 'PublicZone', { zoneName: 'example.com' });
    const privateZone = new route53.PrivateHostedZone(this, 'PrivateZone', { zoneName: 'example.com', vpc });
    const key = new kms.Key(this, 'Key');
    key.grantEncryptDecrypt(new iam.ServicePrincipal(\`logs.\${this.region}.amazonaws.com\`));
    const bucket = new s3.Bucket(this, 'Bucket');
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
    const repository = new ecr.Repository(this, 'Repository');
    const topic = new sns.Topic(this, 'Topic');
    const metric = new cloudwatch.Metric({ namespace: 'Example', metricName: 'Backlog' });
    const range = new CfnParameter(this, 'Range');
`;
