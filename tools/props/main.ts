import * as fs from 'node:fs';

/** A property of a struct, as the jsii assembly describes it. */
interface Property {
  readonly name: string;
  readonly optional?: boolean;
  readonly docs?: { readonly summary?: string; readonly default?: string };
  readonly locationInModule: { readonly filename: string };
}

/** A type of the jsii assembly. */
interface Type {
  readonly interfaces?: string[];
  readonly properties?: Property[];
}

/** Writes a table of every prop of the construct, in the order in which a packet meets it, with the file that declares it. */
function main([assemblyFile, target]: string[]): void {
  const { name, types } = JSON.parse(fs.readFileSync(assemblyFile, 'utf8')) as { name: string; types: Record<string, Type> };
  const props = propsOf(types, `${name}.LatticeExternalIngressProps`);
  fs.writeFileSync(target, [
    '# Every prop of `LatticeExternalIngress`',
    '',
    'Written by `npm run props` from the compiled library. Units, errors and sources are in [API.md](../API.md) and beside each prop.',
    '',
    '| prop | what it is | default | declared in |',
    '|---|---|---|---|',
    ...props.map(row),
    '',
  ].join('\n'));
}

/** Own properties first, then those of the structs that it extends. */
function propsOf(types: Record<string, Type>, name: string): Property[] {
  const { properties = [], interfaces = [] } = types[name];
  return [...properties, ...interfaces.flatMap((each) => propsOf(types, each))];
}

function row({ name, optional, docs = {}, locationInModule: { filename } }: Property): string {
  const standard = optional ? docs.default ?? '' : '**required**';
  return `| \`${name}\` | ${cell(docs.summary ?? '')} | ${cell(standard.replace(/^- /, ''))} | [${filename.replace('src/', '')}](../${filename}) |`;
}

function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/\|/g, '\\|').trim();
}

main(process.argv.slice(2));
