/** What can be changed and has no row. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ROWS } from './rows';
import { Assembly, Member, Method, readAssembly, Type, TypeReference, withBases } from '../api/assembly';

const PROPS = 'LatticeExternalIngressProps';

/** Every prop, factory and method that changes an ingress, and every option of them, for which no row says what a change does. */
export function withoutRow(): string[] {
  const assembly = readAssembly(path.join(__dirname, '..', '..', '.jsii'));
  const methods = Object.values(assembly.types).flatMap(({ name, methods: own = [] }) => own.map((method) => ({ ...method, owner: name })));
  const factories = methods.filter((method) => method.static);
  const additions = methods.filter(({ name, static: isStatic }) => !isStatic && name.startsWith('add'));
  const text = textOfRows();
  const changed = new Set<string>(ROWS.map(({ prop }) => prop));
  return [
    ...propsOf(assembly).map(({ name }) => name).filter((prop) => !changed.has(prop)).map((prop) => `no row changes '${prop}'`),
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

function propsOf({ name: library, types }: Assembly): Member[] {
  return withBases(`${library}.${PROPS}`, types).flatMap(({ properties = [] }) => properties);
}

/** The options of what these methods take, and the options that are in them. */
function optionsOf(assembly: Assembly, methods: Method[]): string[] {
  const { types } = assembly;
  const found = new Set<Type>();
  const look = ({ fqn = '', collection }: TypeReference = {}): void => {
    if (collection) {
      look(collection.elementtype);
    } else if (types[fqn]?.datatype && !found.has(types[fqn])) {
      withBases(fqn, types).forEach((struct) => {
        found.add(struct);
        struct.properties?.forEach(({ type }) => look(type));
      });
    }
  };
  propsOf(assembly).forEach(({ type }) => look(type));
  methods.forEach(({ parameters = [] }) => parameters.forEach(({ type }) => look(type)));
  return [...found].flatMap(({ properties = [] }) => properties.map(({ name }) => name));
}
