import { Assembly, Callable, Type, TypeReference, withBases } from '../api/assembly';

/** The construct whose props are places by their names alone. */
const PROPS = 'LatticeExternalIngressProps';

/** What users do not call: CDK or the construct does. */
const CALLED_BY_US = ['bind', 'allocateVpcCidr', 'allocateSubnetsCidr'];

/** What every construct takes. */
const OF_EVERY_CONSTRUCT = ['scope', 'id'];

/** An argument or a property of the public API. */
export interface Place {
  readonly name: string;
  readonly optional: boolean;
  readonly list: boolean;
  readonly form: 'text' | 'number' | 'flag' | 'struct' | 'thing';
}

/** A value as the assembly describes it. */
interface Value {
  readonly name: string;
  readonly optional?: boolean;
  readonly variadic?: boolean;
  readonly type: TypeReference;
}

/** Every argument and every property that a user can give, in the order of the compiled library. */
export function placesOf({ name: library, types }: Assembly): Place[] {
  const structs = new Set<string>();
  const argumentPlaces: Place[] = [];
  const visit = (reference: TypeReference) => {
    const fqn = reference.fqn ?? reference.collection?.elementtype.fqn ?? '';
    const type = types[fqn];
    if (type?.datatype && !structs.has(fqn)) {
      [...type.interfaces ?? []].forEach((base) => visit({ fqn: base }));
      structs.add(fqn);
      valuesOf(type).forEach((value) => visit(value.type));
    }
  };
  for (const type of Object.values(types).filter(({ kind }) => kind === 'class')) {
    for (const [place, callable] of callablesOf(type)) {
      for (const parameter of (callable.parameters ?? []) as Value[]) {
        visit(parameter.type);
        const isStruct = types[parameter.type.fqn ?? '']?.datatype === true;
        // Options that are no struct of ours are those of CDK: all of them are checked alike (test/monitoring/metrics.test.ts).
        if (!OF_EVERY_CONSTRUCT.includes(parameter.name) && (isStruct || parameter.name !== 'options')) {
          argumentPlaces.push(placeOf(`${place}(${parameter.name})`, parameter, isStruct));
        }
      }
    }
  }
  const ofProps = new Set(withBases(`${library}.${PROPS}`, types).map(({ fqn }) => fqn));
  const propertyPlaces = [...structs].flatMap((fqn) => valuesOf(types[fqn])
    .map((value) => placeOf(ofProps.has(fqn) ? value.name : `${types[fqn].name}.${value.name}`, value)));
  return [...propertyPlaces, ...argumentPlaces];
}

function valuesOf({ properties = [] }: Type): Value[] {
  return properties as unknown as Value[];
}

function callablesOf({ name, initializer, methods = [] }: Type): [place: string, callable: Callable][] {
  return [
    ...initializer ? [[name, initializer] as [string, Callable]] : [],
    ...methods.filter((method) => !CALLED_BY_US.includes(method.name)).map((method): [string, Callable] => [`${name}.${method.name}`, method]),
  ];
}

function placeOf(name: string, { type, optional = false, variadic = false }: Value, isStruct = false): Place {
  const list = variadic || type.collection?.kind === 'array';
  const { primitive = '' } = (list && type.collection ? type.collection.elementtype : type);
  const forms: Record<string, Place['form']> = { string: 'text', number: 'number', boolean: 'flag' };
  return { name, optional, list, form: isStruct ? 'struct' : forms[primitive] ?? 'thing' };
}
