import { Duration, IResolvable, Names, StringConcat, Token, Tokenization } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { ENTRY_POINT } from './entry-point';
import { ExecuteCommandOptions } from './execute-command';
import { ProxyImageConfig } from './image';
import { ConnectionMemory, GENERATED_NAME_BYTES, listsClients, listsName, LOCAL_PORTS, socketControlsOf, WRITABLE_PATH } from './nginx';
import { TaskSize } from './task-size';
import { acknowledge } from '../private/acknowledgements';
import { DNS_NAME_BYTES } from '../private/dns-names';

/** The official image's user `nginx`. */
const USER = '101';

/** Room for nginx.conf and for nothing that comes from clients, which is never written down. */
const WRITABLE_MIB = 16;

/**
 * Many services share an address of VPC Lattice, and a connection that nginx closed holds its local port for a minute:
 * with Linux's defaults some 470 new connections a second use up the ports of a task.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_SystemControl.html
 */
const PORT_CONTROLS = {
  'net.ipv4.ip_local_port_range': `${LOCAL_PORTS.first} ${LOCAL_PORTS.last}`,
  'net.ipv4.tcp_tw_reuse': '1',
};

/**
 * Linux sends segments of 76 bytes if a client asks for that. Each segment costs CPU time and counts against the packets that an interface may send. Every
 * host has to take packets of 576 bytes, which have room for 536 bytes of TCP.
 *
 * @see https://docs.kernel.org/networking/ip-sysctl.html
 * @see https://www.rfc-editor.org/rfc/rfc791.html#section-3.1
 */
const SEGMENT_CONTROLS = { 'net.ipv4.tcp_min_snd_mss': '536' };

/**
 * Linux remembers the round trip of the connections that an address had, and waits three times as long before it sends again what a new connection to that
 * address lost. Here the address is the load balancer's, so one client on a slow line would decide how long all others wait.
 *
 * @see https://docs.kernel.org/networking/ip-sysctl.html
 */
const ROUND_TRIP_CONTROLS = { 'net.ipv4.tcp_no_metrics_save': '1' };

/** The most that ECS keeps of a task definition, and what ours needs besides nginx.conf. */
const TASK_DEFINITION_BYTES = 64 * 1024;
const OTHER_BYTES = 7 * 1024;

export interface ProxyTaskDefinitionProps extends ExecuteCommandOptions {
  readonly size: TaskSize;
  readonly connectionMemory: ConnectionMemory;
  readonly image: ProxyImageConfig;
  readonly logDriver: ecs.LogDriver;
  readonly ports: number[];
  readonly nginxConf: string;
  /** Names in it that VPC Lattice generates, and that are therefore no longer than such names are. */
  readonly generatedNames: string[];
}

export const CONTAINER_NAME = 'proxy';

/** One task: nginx without any right, on a root that it cannot write to. */
export class ProxyTaskDefinition extends ecs.FargateTaskDefinition {
  constructor(scope: Construct, id: string, props: ProxyTaskDefinitionProps) {
    requireFits(props);
    super(scope, id, {
      // CDK's own follows from the construct ids of stages and stacks too.
      family: Names.uniqueResourceName(scope, { maxLength: 255 }),
      cpu: props.size.cpu,
      memoryLimitMiB: props.size.memoryLimitMiB,
      runtimePlatform: { cpuArchitecture: props.image.architecture, operatingSystemFamily: ecs.OperatingSystemFamily.LINUX },
    });

    const linuxParameters = new ecs.LinuxParameters(this, 'LinuxParameters', { initProcessEnabled: props.enableExecuteCommand || undefined });
    linuxParameters.dropCapabilities(ecs.Capability.ALL);
    linuxParameters.addTmpfs({
      containerPath: WRITABLE_PATH,
      size: WRITABLE_MIB,
      mountOptions: [ecs.TmpfsMountOption.RW, ecs.TmpfsMountOption.NOSUID, ecs.TmpfsMountOption.NODEV, ecs.TmpfsMountOption.NOEXEC],
    });
    this.addContainer(CONTAINER_NAME, {
      image: props.image.containerImage,
      entryPoint: ENTRY_POINT,
      environment: { NGINX_CONF: props.nginxConf },
      user: USER,
      readonlyRootFilesystem: !props.enableExecuteCommand,
      linuxParameters,
      systemControls: Object.entries({ ...PORT_CONTROLS, ...SEGMENT_CONTROLS, ...ROUND_TRIP_CONTROLS, ...socketControlsOf(props.connectionMemory) })
        .map(([namespace, value]) => ({ namespace, value })),
      ulimits: [{ name: ecs.UlimitName.NOFILE, softLimit: 65535, hardLimit: 65535 }],
      portMappings: props.ports.map((containerPort) => ({ containerPort })),
      stopTimeout: Duration.seconds(120),
      logging: props.logDriver,
    });
    acknowledge(this, 'AwsSolutions-ECS2', 'NGINX_CONF is the proxy\'s configuration, which holds no secret; in the task definition each change of it is visible and rolled out');
  }
}

/** Throws where the listed names make nginx.conf too large for a task definition. */
function requireFits({ nginxConf, generatedNames }: ProxyTaskDefinitionProps): void {
  const sizeOf = (lines: string[]) => bytesInJson(lines.join('\n'), generatedNames);
  const lines = nginxConf.split('\n');
  const names = lines.filter(listsName);
  const listed = [...names, ...lines.filter(listsClients)];
  const haveRanges = listed.length > names.length;
  const room = TASK_DEFINITION_BYTES - OTHER_BYTES;
  const bytes = sizeOf(lines);
  if (bytes > room) {
    const fit = Math.floor((room - (bytes - sizeOf(listed))) / (sizeOf(listed) / names.length));
    throw new Error(
      `'services', 'allowedDomains' and 'restrictedDomains' must fit into the ${TASK_DEFINITION_BYTES / 1024} KiB of a task definition, ` +
        `got ${names.length} names that make NGINX_CONF ${bytes} bytes; about ${fit} names of this length${haveRanges ? ', each with as many ranges,' : ''} fit. ` +
        `List fewer${haveRanges ? ' names or ranges' : ''}, use a wildcard for names that share a parent, or share the names among several ingresses`,
    );
  }
}

/** The size of a text in a task definition's JSON, with each token counted as the longest name that it can stand for. */
function bytesInJson(text: string, generatedNames: string[]): number {
  const longestOf = (token: IResolvable) => 'x'.repeat(generatedNames.includes(Token.asString(token)) ? GENERATED_NAME_BYTES : DNS_NAME_BYTES);
  const resolved = Tokenization.reverseString(text).mapTokens({ mapToken: longestOf }).join(new StringConcat());
  return Buffer.byteLength(JSON.stringify(resolved));
}
