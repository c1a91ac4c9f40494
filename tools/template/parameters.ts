import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { OFFICIAL_TAG } from '../../src/proxy/image/official-nginx';

/** A parameter of the template, as CloudFormation writes it. */
export interface Parameter {
  readonly Type: 'String' | 'Number';
  readonly Description: string;
  readonly Default?: string | number;
  readonly AllowedPattern?: string;
  readonly AllowedValues?: (string | number)[];
  readonly ConstraintDescription?: string;
  readonly MaxLength?: number;
  readonly MinValue?: number;
  readonly MaxValue?: number;
}

/** What the console shows under one heading. */
interface Group {
  readonly heading: string;
  readonly parameters: Record<string, Parameter & { readonly label: string }>;
}

const BYTE = '(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const IPV4 = `(${BYTE}\\.){3}${BYTE}`;
const IPV4_RANGE = `${IPV4}/(3[0-2]|[12]?[0-9])`;
const LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const DNS_NAME = `(${LABEL}\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?`;
const GENERATED_NAME = `(?!vpce-)(${LABEL}\\.){2}vpc-lattice-svcs\\.[a-z0-9-]{1,30}\\.on\\.aws`;

/** A tag of the official image that the construct takes; a test compares the two. */
const NGINX_VERSION = '1\\.(30\\.([7-9]|[1-9][0-9])|31\\.(9|[1-9][0-9])|(3[2-9]|[4-9][0-9])\\.[0-9]{1,2})(-[a-z0-9.-]{1,40})?';

const ZONE = '[a-z]{2}(-[a-z]+){1,3}-[0-9][a-z]';

/** CloudFormation holds the whole value against a pattern. */
const whole = (pattern: string) => `^(${pattern})$`;
/** A parameter that may be left empty. */
const optional = (pattern: string) => ({ Type: 'String' as const, Default: '', AllowedPattern: whole(`|${pattern}`) });

/** Pairs of a public name and the service behind it, and names that are looked up. */
const COUNT = 5;
const numbers = Array.from({ length: COUNT }, (_, index) => index + 1);

export const CUSTOM_DOMAINS = numbers.map((number) => ({ domain: `CustomDomain${number}`, generatedName: `GeneratedName${number}` }));
export const ALLOWED_DOMAINS = numbers.map((number) => `AllowedDomain${number}`);

/** Who may connect: the names of the first are those of the Guidance, so that its command works here. */
const RANGES = 5;
const ranges = (family: string) => Array.from({ length: RANGES }, (_, index) => `Allowed${family}Block${index === 0 ? '' : index + 1}`);
export const CLIENT_RANGES = { ipv4: ranges('IPv4'), ipv6: ranges('IPv6') };

/** What becomes of HTTP. */
export type HttpModeName = 'proxy' | 'redirect';
const HTTP_MODES: HttpModeName[] = ['proxy', 'redirect'];

/** The sizes on offer: CPU units and MiB. */
export const TASK_SIZES: Record<string, { readonly cpu: number; readonly memoryLimitMiB: number }> = {
  '0.25vCPU-0.5GB': { cpu: 256, memoryLimitMiB: 512 },
  '0.5vCPU-1GB': { cpu: 512, memoryLimitMiB: 1024 },
  '0.5vCPU-2GB': { cpu: 512, memoryLimitMiB: 2048 },
  '1vCPU-2GB': { cpu: 1024, memoryLimitMiB: 2048 },
  '2vCPU-4GB': { cpu: 2048, memoryLimitMiB: 4096 },
  '4vCPU-8GB': { cpu: 4096, memoryLimitMiB: 8192 },
};
export const DEFAULT_TASK_SIZE = '0.5vCPU-2GB';

const aDomain = {
  ...optional(`(\\*\\.)?${DNS_NAME}`),
  MaxLength: 253,
  ConstraintDescription: 'must be a DNS name in lower case, such as api.example.com, or *.apps.example.com for every name below it',
};
const aGeneratedName = {
  ...optional(GENERATED_NAME),
  MaxLength: 253,
  ConstraintDescription: 'must be the name that VPC Lattice generated for a service, such as api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws',
};

const GROUPS: Group[] = [
  {
    heading: 'Who may connect',
    parameters: {
      ...Object.fromEntries([...CLIENT_RANGES.ipv4.map((name, index) => [name, {
        label: `Allowed IPv4 range${index === 0 ? '' : ` ${index + 1}`}`,
        ...index === 0 ? { Type: 'String', AllowedPattern: whole(IPV4_RANGE) } : optional(IPV4_RANGE),
        Description: index === 0 ? 'The IPv4 range that may connect to the load balancer; 0.0.0.0/0 lets in everybody.' : 'A further IPv4 range that may connect. Empty: none.',
        ConstraintDescription: 'must be an IPv4 range, such as 203.0.113.0/24',
      }]), ...CLIENT_RANGES.ipv6.map((name, index) => [name, {
        label: `Allowed IPv6 range${index === 0 ? '' : ` ${index + 1}`}`,
        ...optional('[0-9A-Fa-f:]{2,39}/(12[0-8]|1[01][0-9]|[1-9]?[0-9])'),
        Description: index === 0 ? 'An IPv6 range that may connect too. Empty: nobody over IPv6.' : 'A further IPv6 range that may connect. Empty: none.',
        ConstraintDescription: 'must be an IPv6 range, such as 2001:db8::/32',
      }])]),
      AllowedPrefixListId: {
        label: 'Allowed prefix list',
        ...optional('pl-[0-9a-f]{8,17}'),
        Description: 'A prefix list whose ranges may connect too. Empty: none.',
        ConstraintDescription: 'must be the id of a prefix list, such as pl-0123456789abcdef0',
      },
    },
  },
  {
    heading: 'Where requests may go',
    parameters: {
      ServiceNetwork: {
        label: 'Service network',
        ...optional('(arn:aws[a-z0-9-]*:vpc-lattice:[a-z0-9-]+:[0-9]{12}:servicenetwork/)?sn-[0-9a-z]{17}'),
        Description: 'The VPC Lattice service network that the VPC is associated with: its id, or its ARN where another account shares it. It cannot be changed to another one in one step. Empty: you associate the VPC yourself.',
        ConstraintDescription: 'must be the id or the ARN of a service network, such as sn-0123456789abcdef0',
      },
      ...Object.fromEntries(CUSTOM_DOMAINS.flatMap(({ domain, generatedName }, index) => [
        [domain, {
          label: `Custom domain ${index + 1}`,
          ...aDomain,
          Description: 'A name that clients ask for: the custom domain name of a service, or *.apps.example.com for every name below it.',
        }],
        [generatedName, {
          label: `Generated name ${index + 1}`,
          ...aGeneratedName,
          Description: 'The name that VPC Lattice generated for the service behind that custom domain.',
        }],
      ])),
      ...Object.fromEntries(ALLOWED_DOMAINS.map((name, index) => [name, {
        label: `Allowed domain ${index + 1}`,
        ...aDomain,
        Description: 'A further name, which goes where the DNS of the VPC says (a private hosted zone). With no name at all, the generated names of the Region are allowed.',
      }])),
    },
  },
  {
    heading: 'Network and DNS',
    parameters: {
      VpcCidr: {
        label: 'Range of the VPC',
        Type: 'String',
        Default: '192.168.0.0/16',
        Description: 'The IPv4 range of the VPC that is made, divided into subnets of /24. It cannot be changed afterwards.',
        AllowedPattern: whole(`${IPV4}/(1[6-9]|20)`),
        ConstraintDescription: 'must be an IPv4 range between /16 and /20, such as 192.168.0.0/16',
      },
      AvailabilityZones: {
        label: 'Availability Zones',
        ...optional(`(?!.*\\b([a-z0-9-]+),(.*,)?\\2(,|$))${ZONE},${ZONE},${ZONE}`), // none of them twice
        Description: 'Three zones by name, with commas between them, because VPC Lattice is not in every zone of every Region. Empty: the first three of the account. They cannot be changed afterwards, nor their order.',
        ConstraintDescription: 'must be the names of three different zones with commas between them, such as us-east-1a,us-east-1b,us-east-1c',
      },
      PublicHostedZoneId: {
        label: 'Public hosted zone',
        ...optional('Z[0-9A-Z]{5,31}'),
        Description: 'A Route 53 zone that holds all of these names; each becomes an alias of the load balancer. Empty: no records.',
        ConstraintDescription: 'must be the id of a hosted zone, such as Z0123456789ABCDEFGHIJ',
      },
    },
  },
  {
    heading: 'What is served, logged and watched',
    parameters: {
      HttpMode: {
        label: 'HTTP without TLS',
        Type: 'String',
        Default: 'proxy',
        AllowedValues: HTTP_MODES,
        Description: 'proxy: port 80 forwards to HTTP listeners of services. redirect: it sends clients to HTTPS.',
      },
      NginxVersion: {
        label: 'Version of nginx',
        Type: 'String',
        Default: OFFICIAL_TAG,
        AllowedPattern: whole(NGINX_VERSION),
        ConstraintDescription: `must be a tag of the official image of nginx 1.30.7, 1.31.9 or newer, such as ${OFFICIAL_TAG} or ${OFFICIAL_TAG}-alpine-slim`,
        Description: 'A tag of public.ecr.aws/docker/library/nginx; the stack copies that image into its own repository.',
      },
      LogRetentionDays: {
        label: 'Days that logs are kept',
        Type: 'Number',
        Default: 30,
        AllowedValues: Object.values(RetentionDays).filter((days) => typeof days === 'number' && days !== RetentionDays.INFINITE),
        Description: 'For the access log, and for the logs of the functions that run in a deployment.',
      },
      LogEncryptionKeyArn: {
        label: 'Key that encrypts logs',
        ...optional('arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]{1,64}'),
        Description: 'A KMS key of this Region, for every log group. Its policy must let CloudWatch Logs use it. Empty: CloudWatch Logs encrypts them itself.',
        ConstraintDescription: 'must be the ARN of a KMS key, such as arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      },
      AlarmTopicArn: {
        label: 'Topic for alarms',
        ...optional('arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}'),
        Description: 'An SNS topic of this Region that alarms are sent to. Empty: there are no alarms; with it CloudWatch charges for some twenty.',
        ConstraintDescription: 'must be the ARN of an SNS topic, such as arn:aws:sns:us-east-1:111122223333:alarms',
      },
      DeletionProtection: {
        label: 'Protect the load balancer from deletion',
        Type: 'String',
        Default: 'false',
        AllowedValues: ['true', 'false'],
        Description: 'true: the stack cannot be deleted before this is set to false.',
      },
    },
  },
  {
    heading: 'How much',
    parameters: {
      TaskSize: {
        label: 'Size of a task',
        Type: 'String',
        Default: DEFAULT_TASK_SIZE,
        AllowedValues: Object.keys(TASK_SIZES),
        Description: 'vCPU and memory of each nginx task. The connections that it takes on follow from it.',
      },
      MinTasks: {
        label: 'Least number of tasks',
        Type: 'Number',
        Default: 3,
        MinValue: 1,
        MaxValue: 1000,
        Description: 'With fewer than three, zones without a task are left out.',
      },
      MaxTasks: {
        label: 'Largest number of tasks',
        Type: 'Number',
        Default: 9,
        MinValue: 1,
        MaxValue: 1000,
        Description: 'No less than the least number.',
      },
    },
  },
];

/** Every parameter by its name. */
export const PARAMETERS: Record<string, Parameter> = Object.fromEntries(
  GROUPS.flatMap(({ parameters }) => Object.entries(parameters)).map(([name, { label: _, ...parameter }]) => [name, parameter]),
);

/** Groups and labels for the console. */
export const INTERFACE = {
  ParameterGroups: GROUPS.map(({ heading, parameters }) => ({ Label: { default: heading }, Parameters: Object.keys(parameters) })),
  ParameterLabels: Object.fromEntries(
    GROUPS.flatMap(({ parameters }) => Object.entries(parameters)).map(([name, { label }]) => [name, { default: label }]),
  ),
};

/** Names that may be left empty. */
export const OPTIONAL = Object.keys(PARAMETERS).filter((name) => PARAMETERS[name].Default === '');
