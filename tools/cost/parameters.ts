import { Json, TemplateJson } from '../template/json';

/** Values by the name of their parameter, from `NAME=VALUE`; throws where CloudFormation would refuse one. */
export function parametersOf(given: string[], { Parameters = {} }: TemplateJson): Record<string, string> {
  return Object.fromEntries(given.map((each) => {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(each) ?? [];
    if (name === undefined) {
      throw new Error(`'--parameter' must be NAME=VALUE, got '${each}'`);
    }
    requireAllowed(name, value, Parameters);
    return [name, value];
  }));
}

function requireAllowed(name: string, value: string, parameters: Json): void {
  const parameter = parameters[name];
  if (!parameter) {
    throw new Error(`the template has no parameter '${name}', only ${Object.keys(parameters).join(', ') || 'none'}`);
  }
  const { AllowedValues, AllowedPattern, MinValue = -Infinity, MaxValue = Infinity, Type } = parameter;
  const isAllowed = (!AllowedValues || AllowedValues.map(String).includes(value))
    && (!AllowedPattern || new RegExp(AllowedPattern).test(value))
    && (Type !== 'Number' || (value.trim() !== '' && Number(value) >= MinValue && Number(value) <= MaxValue));
  if (!isAllowed) {
    const what = AllowedValues ? `one of ${AllowedValues.join(', ')}` : parameter.ConstraintDescription?.replace(/^must be /, '') ?? `a ${Type} that the template allows`;
    throw new Error(`the parameter '${name}' must be ${what}, got '${value}'`);
  }
}
