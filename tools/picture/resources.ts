import { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';

/** A resource of an ingress. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: any;
  /** The logical ids of what has to exist before. */
  readonly needs: string[];
  /** Its constructs below the ingress: the room first. */
  readonly path: string[];
}

/** Every resource of the only ingress of a synthesised stack, without those that only some Regions have. */
export function resourcesOf(stack: CloudFormationStackArtifact): Resource[] {
  const paths = stack.findMetadataByType('aws:cdk:logicalId').map(({ path, data }): [string, string] => [path, data as string]);
  const isMade = (logicalId: string) => logicalId in stack.template.Resources && !stack.template.Resources[logicalId].Condition;
  const ingress = /^(.*\/)Edge\/LoadBalancer\//.exec(paths.map(([path]) => path).find((path) => path.includes('/Edge/LoadBalancer/'))!)![1];
  return paths.filter(([path, logicalId]) => path.startsWith(ingress) && isMade(logicalId)).map(([path, logicalId]) => {
    const { Type, Properties = {}, DependsOn = [] } = stack.template.Resources[logicalId];
    const needs = [...references(Properties), ...[DependsOn].flat()].filter(isMade);
    return { logicalId, type: Type, properties: Properties, needs, path: path.slice(ingress.length).split('/') };
  });
}

/** The properties of every resource of this type. */
export function propertiesOf(resources: Resource[], wanted: string): any[] {
  return resources.filter(({ type }) => type === wanted).map(({ properties }) => properties);
}

/** The properties of every resource of this type in a stack, also of those that are not the ingress's. */
export function all({ template }: CloudFormationStackArtifact, wanted: string): any[] {
  return Object.values<any>(template.Resources).filter(({ Type }) => Type === wanted).map(({ Properties }) => Properties);
}

/** The properties of the only one. */
export function only(stack: CloudFormationStackArtifact, wanted: string): any {
  const [properties, ...others] = all(stack, wanted);
  if (!properties || others.length > 0) {
    throw new Error(`'${stack.stackName}' must hold one ${wanted} to be drawn`);
  }
  return properties;
}

/** Splits resources by one of their constructs: 0 for the room, 1 for what is in it. */
export function byConstruct(resources: Resource[], depth: number): [name: string, resources: Resource[]][] {
  const names = [...new Set(resources.map(({ path }) => path[depth]))];
  return names.map((name) => [name, resources.filter(({ path }) => path[depth] === name)]);
}

/** The name of an AWS service without the Region, which may be known at deploy time only: `com.amazonaws.REGION.ecr.api` is `ecr.api`. */
export function serviceIn(name: string | { 'Fn::Join': [string, unknown[]] }): string {
  const parts = typeof name === 'string' ? [name] : name['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'region'));
  return parts.join('').replace(/^com\.amazonaws\.[^.]+\./, '');
}

/** The logical ids of what a value refers to. */
export function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') {
      return [inner];
    }
    return key === 'Fn::GetAtt' ? [[inner].flat()[0]] : references(inner);
  });
}
