import { Json, TemplateJson } from './json';

const PSEUDO_PARAMETERS: Record<string, string> = { 'AWS::Region': 'us-east-1', 'AWS::Partition': 'aws', 'AWS::AccountId': '123456789012', 'AWS::URLSuffix': 'amazonaws.com' };
const NOTHING = Symbol('AWS::NoValue');

/** The resources that are made, by logical id. */
export type Evaluated = Record<string, { readonly Type: string; readonly Properties: Json }>;

/**
 * What CloudFormation makes of a template for these values of its parameters: resources without those that are not
 * made, in which all that can be known is filled in. A reference to another resource, or to a parameter without a value, stays as it is.
 *
 * @param given also for pseudo parameters, such as `AWS::Region`
 */
export function evaluate(template: TemplateJson, given: Record<string, string> = {}): Evaluated {
  const values: Record<string, string> = { ...PSEUDO_PARAMETERS, ...given };
  for (const [name, { Default }] of Object.entries<Json>(template.Parameters ?? {})) {
    const value = given[name] ?? Default;
    if (value !== undefined) {
      values[name] = `${value}`;
    }
  }

  const holds = (name: string): boolean => isTrue(template.Conditions[name]);
  const known = (expression: Json): Json => {
    const found = value(expression);
    if (typeof found === 'object') {
      throw new Error(`a condition of the template asks for ${JSON.stringify(found)}, which has no value`);
    }
    return found;
  };
  const isTrue = (condition: Json): boolean => {
    const [[name, argument]] = Object.entries<Json>(condition);
    switch (name) {
      case 'Condition': return holds(argument);
      case 'Fn::Equals': return known(argument[0]) === known(argument[1]);
      case 'Fn::Not': return !isTrue(argument[0]);
      case 'Fn::And': return argument.every(isTrue);
      case 'Fn::Or': return argument.some(isTrue);
      default: throw new Error(`the condition '${name}' is not known here`);
    }
  };
  const functions: Record<string, (argument: Json) => Json> = {
    'Ref': (name) => (name === 'AWS::NoValue' ? NOTHING : values[name] ?? { Ref: name }),
    'Fn::If': ([name, one, other]) => value(holds(name) ? one : other),
    'Fn::Join': ([separator, parts]) => {
      const texts = parts.map(value);
      return texts.every((text: Json) => typeof text === 'string') ? texts.join(separator) : { 'Fn::Join': [separator, texts] };
    },
    'Fn::FindInMap': ([name, first, second]) => template.Mappings[name][value(first)]?.[value(second)] ?? { 'Fn::FindInMap': [name, value(first), value(second)] },
    'Fn::Select': ([index, list]) => {
      const all = value(list);
      return Array.isArray(all) ? all[index] : { 'Fn::Select': [index, all] };
    },
    'Fn::Split': ([separator, text]) => {
      const whole = value(text);
      return typeof whole === 'string' ? whole.split(separator) : { 'Fn::Split': [separator, whole] };
    },
    'Fn::Cidr': ([range, count, bits]) => {
      const block = value(range);
      return typeof block === 'string' && block.includes('.') ? divide(block, count, Number(bits)) : { 'Fn::Cidr': [block, count, bits] };
    },
    'Fn::GetAtt': ([id, attribute]) => (attribute === 'CidrBlock' ? value(template.Resources[id].Properties.CidrBlock) : { 'Fn::GetAtt': [id, attribute] }),
  };
  const value = (expression: Json): Json => {
    if (Array.isArray(expression)) {
      return expression.map(value).filter((each) => each !== NOTHING);
    }
    if (typeof expression !== 'object' || expression === null) {
      return expression;
    }
    const [name, ...others] = Object.keys(expression);
    return others.length === 0 && functions[name] ? functions[name](expression[name])
      : Object.fromEntries(Object.entries(expression).map(([key, each]) => [key, value(each)]).filter(([, each]) => each !== NOTHING));
  };
  return Object.fromEntries(Object.entries(template.Resources)
    .filter(([, { Condition }]) => Condition === undefined || holds(Condition))
    .map(([id, { Type, Properties }]) => [id, { Type, Properties: value(Properties) }]));
}

/** As `Fn::Cidr` divides an IPv4 range. */
function divide(range: string, count: number, bits: number): string[] {
  const first = range.split('/')[0].split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  return Array.from({ length: count }, (_, index) => first + index * 2 ** bits)
    .map((address) => `${[24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')}/${32 - bits}`);
}
