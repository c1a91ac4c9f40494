/** What can be changed and has no row. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ROWS } from './rows';

/** What is used of the description of the compiled library. */
interface Assembly {
  readonly types: Record<string, Type>;
}

interface Type {
  readonly name: string;
  /** Whether it holds options. */
  readonly datatype?: boolean;
  readonly interfaces?: string[];
  readonly methods?: Method[];
  readonly properties?: { readonly name: string; readonly type: TypeName }[];
}

interface Method {
  readonly name: string;
  readonly static?: boolean;
  readonly parameters?: { readonly type: TypeName }[];
}

interface TypeName {
  readonly fqn?: string;
  readonly collection?: { readonly elementtype: TypeName };
}

/** Every prop, factory and method that changes an ingress, and every option of them, for which no row says what a change does. */
export function withoutRow(): string[] {
  const assembly = JSON.parse(fs.readFileSync(path.join(__dirname, '..', '..', '.jsii'), 'utf8')) as Assembly;
  const methods = Object.values(assembly.types).flatMap(({ name, methods: own = [] }) => own.map((method) => ({ ...method, owner: name })));
  const factories = methods.filter((method) => method.static);
  const additions = methods.filter(({ name, static: isStatic }) => !isStatic && name.startsWith('add'));
  const text = textOfRows();
  const changed = new Set<string>(ROWS.map(({ prop }) => prop));
  return [
    ...propsOf(assembly).filter((prop) => !changed.has(prop)).map((prop) => `no row changes '${prop}'`),
    ...additions.map(({ name }) => `${name}()`).filter((call) => !changed.has(call)).map((call) => `no row changes ${call}`),
    ...factories.map(({ owner, name }) => `${owner}.${name}(`).filter((call) => !text.includes(call)).map((call) => `no row calls ${call})`),
    ...optionsOf(assembly, [...factories, ...additions]).filter((option) => !new RegExp(`\\b${option}\\b`).test(text)).map((option) => `no row gives '${option}'`),
  ];
}

function textOfRows(): string {
  const folder = path.join(__dirname, 'rows');
  const files = [...fs.readdirSync(folder).map((file) => path.join(folder, file)), path.join(__dirname, 'row.ts')];
  return files.map((file) => fs.readFileSync(file, 'utf8')).join('\n');
}

function propsOf({ types }: Assembly): string[] {
  return propsStructs(types).flatMap(({ properties = [] }) => properties.map(({ name }) => name));
}

function propsStructs(types: Assembly['types']): Type[] {
  return structsOf(types, Object.values(types).find(({ name }) => name === 'LatticeExternalIngressProps')!);
}

/** The options of what these methods take, and the options that are in them. */
function optionsOf({ types }: Assembly, methods: Method[]): string[] {
  const found = new Set<Type>();
  const look = ({ fqn, collection }: TypeName): void => {
    const type = fqn ? types[fqn] : undefined;
    if (collection) {
      look(collection.elementtype);
    } else if (type?.datatype && !found.has(type)) {
      structsOf(types, type).forEach((struct) => {
        found.add(struct);
        struct.properties?.forEach((property) => look(property.type));
      });
    }
  };
  propsStructs(types).forEach(({ properties = [] }) => properties.forEach(({ type }) => look(type)));
  methods.forEach(({ parameters = [] }) => parameters.forEach(({ type }) => look(type)));
  return [...found].flatMap(({ properties = [] }) => properties.map(({ name }) => name));
}

/** A struct and those that it extends. */
function structsOf(types: Assembly['types'], struct: Type): Type[] {
  return [struct, ...(struct.interfaces ?? []).flatMap((name) => (types[name] ? structsOf(types, types[name]) : []))];
}
