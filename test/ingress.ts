import { App, AppProps, Environment, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { LatticeAccess, LatticeExternalIngress, LatticeExternalIngressProps, LatticeService, LatticeServiceNetwork } from '../src';
import { writtenByTask } from './proxy/nginx/written-by-task';

export const GENERATED_NAME = 'api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws';

/** An ingress with the two compulsory props, in a stack of its own. */
export class TestIngress {
  public readonly app: App;
  public readonly stack: Stack;
  public readonly ingress: LatticeExternalIngress;

  constructor(props: Partial<LatticeExternalIngressProps> = {}, options: { env?: Environment; app?: AppProps } = {}) {
    this.app = new App({ analyticsReporting: false, ...options.app });
    this.stack = new Stack(this.app, 'Stack', { env: options.env });
    this.ingress = new LatticeExternalIngress(this.stack, 'Ingress', { ...compulsoryProps(this.stack), ...props });
  }

  public get template(): Template {
    return Template.fromStack(this.stack);
  }

  /** The properties of the only resource of this type below a construct path. */
  public properties(type: string, path = ''): any {
    const found = Object.values(this.template.findResources(type)).filter((resource) => String(resource.Metadata?.['aws:cdk:path'] ?? '').includes(path));
    expect(found).toHaveLength(1);
    return found[0].Properties;
  }

  /** nginx.conf as a task writes it, with what is only known at deploy time as `<Ref ...>`. */
  public get nginxConf(): string {
    const [container] = this.properties('AWS::ECS::TaskDefinition').ContainerDefinitions;
    return writtenByTask(evaluate(container.Environment.find(({ Name }: { Name: string }) => Name === 'NGINX_CONF').Value));
  }
}

export function compulsoryProps(stack: Stack): LatticeExternalIngressProps {
  return {
    clients: [ec2.Peer.ipv4('203.0.113.0/24')],
    lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, 'ServiceNetwork', 'sn-0123456789abcdef0')),
  };
}

export function service(domainName: string, generatedName = GENERATED_NAME) {
  return { domainName, service: LatticeService.fromDomainName(generatedName) };
}

/** What is thrown when an ingress is made with these props. */
export function errorOf(props: Partial<LatticeExternalIngressProps>): string {
  try {
    new TestIngress(props);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}

function evaluate(value: any): string {
  if (typeof value === 'string') {
    return value;
  }
  if (value['Fn::Join']) {
    const [separator, parts] = value['Fn::Join'];
    return parts.map(evaluate).join(separator);
  }
  const [[name, argument]] = Object.entries(value);
  return `<${name} ${JSON.stringify(argument)}>`;
}
