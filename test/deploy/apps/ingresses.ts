/**
 * Synthesises the ingresses that are deployed, each into a folder of its own below the one named on the command line; further arguments name those alone.
 *
 * All are the same stack at different times of its life, so their construct ids are the same.
 */
import { join } from 'path';
import { App, DefaultStackSynthesizer, Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { LatticeAccess, LatticeExternalIngress, LatticeExternalIngressProps, LatticeService, LatticeServiceNetwork, ProxyImage } from '../../../src';

const SERVICE_NETWORK = 'sn-0123456789abcdef0';
const SHARED_SERVICE_NETWORK = 'arn:aws:vpc-lattice:us-east-1:111122223333:servicenetwork/sn-0123456789abcdef1';
const SERVICE = 'api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws';

interface Ingress {
  readonly serviceNetwork?: string;
  /** What is changed, given the stack. */
  readonly props?: (stack: Stack) => Partial<LatticeExternalIngressProps>;
  /** Deployed by the CDK CLI, which needs a bootstrapped account. */
  readonly bootstrapped?: boolean;
  /** Whether somebody is called when something is wrong. */
  readonly alarms?: boolean;
}

const networkOf = (stack: Stack) => LatticeServiceNetwork.fromServiceNetworkId(stack, 'Followed', SERVICE_NETWORK);

const domainAdded = () => ({ allowedDomains: ['*.apps.example.com', 'shop.example.com'] });

const INGRESSES: Record<string, Ingress> = {
  'first': {},
  'domain-added': { props: domainAdded },
  'newer-image': { props: () => ({ image: ProxyImage.copyOnDeploy({ tagOrDigest: '1.99.0' }) }) },
  'image-that-nobody-has': { props: () => ({ image: ProxyImage.copyOnDeploy({ tagOrDigest: '1.99.1' }) }) },
  'image-not-in-ecr': {
    props: (stack) => ({ image: ProxyImage.fromEcrRepository(ecr.Repository.fromRepositoryName(stack, 'Elsewhere', 'elsewhere'), { tagOrDigest: '1.2.3' }) }),
  },
  'unknown-service-network': { serviceNetwork: 'sn-00000000000000000' },
  'shared-service-network': {
    props: (stack) => ({ lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkArn(stack, 'Shared', SHARED_SERVICE_NETWORK)) }),
  },
  'built': { props: () => ({ image: ProxyImage.buildOnDeploy() }) },
  'built-again': { props: () => ({ image: ProxyImage.buildOnDeploy({ revision: '2' }) }) },
  'built-from-what-nobody-has': {
    props: () => ({ image: ProxyImage.buildOnDeploy({ dockerfile: 'FROM public.ecr.aws/docker/library/nginx:1.99.1\nUSER 101\n' }) }),
  },
  'many-services': {
    props: (stack) => ({
      lattice: LatticeAccess.serviceNetworkEndpoints([LatticeServiceNetwork.fromServiceNetworkId(stack, 'Endpoints', SERVICE_NETWORK)]),
      services: Array.from({ length: 30 }, (_, index) => (index + 1).toString(16).padStart(17, '0')).map((id, index) => ({
        domainName: `service-${index}.example.com`,
        service: LatticeService.fromDomainName(`service-${id}.7d67968.vpc-lattice-svcs.us-east-1.on.aws`),
      })),
    }),
  },
  'followed': { props: (stack) => ({ lattice: LatticeAccess.vpcAssociation(networkOf(stack), { followServices: {} }) }) },
  'followed-by-fewer-names': {
    props: (stack) => ({
      lattice: LatticeAccess.vpcAssociation(networkOf(stack), { followServices: {} }),
      allowedDomains: ['api.apps.example.com', 'shop.example.com'],
    }),
  },
  'followed-at-endpoints': {
    props: (stack) => ({
      services: [],
      lattice: LatticeAccess.serviceNetworkEndpoints([networkOf(stack)], { followServices: { interval: Duration.minutes(15) } }),
    }),
  },
  'watched': { props: () => ({ deploymentAlarms: {}, allowedDomains: ['shop.example.com'] }) },
  'watched-adding': { props: () => ({ deploymentAlarms: {}, allowedDomains: ['shop.example.com', '*.apps.example.com'] }) },
  'watched-refusing': { props: () => ({ deploymentAlarms: {}, allowedDomains: [] }) },
  'on-call': {
    alarms: true,
    props: (stack) => ({
      lattice: LatticeAccess.vpcAssociation(networkOf(stack), { followServices: {} }),
      deploymentAlarms: {},
      zonalShift: true,
      restrictedDomains: [{ domainName: 'partner.example.com', clients: [ec2.Peer.ipv4('203.0.113.64/26')] }],
    }),
  },
  'cli-first': { bootstrapped: true },
  'cli-domain-added': { bootstrapped: true, props: domainAdded },
};

const [folder, ...only] = process.argv.slice(2);
const wanted = Object.entries(INGRESSES).filter(([name]) => only.length === 0 || only.includes(name));
for (const [name, { serviceNetwork = SERVICE_NETWORK, props, bootstrapped = false, alarms = false }] of wanted) {
  const app = new App({ outdir: join(folder, name), treeMetadata: false, analyticsReporting: false });
  const stack = new Stack(app, 'Deployed', {
    synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: bootstrapped }),
  });
  const ingress = new LatticeExternalIngress(stack, 'Ingress', {
    clients: [ec2.Peer.ipv4('203.0.113.0/24'), ec2.Peer.ipv6('2001:db8::/32')],
    lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, 'Network', serviceNetwork)),
    services: [{ domainName: 'api.example.com', service: LatticeService.fromDomainName(SERVICE) }],
    allowedDomains: ['*.apps.example.com'],
    ...props?.(stack),
  });
  if (alarms) {
    ingress.addAlarms();
  }
  app.synth();
}
