import * as fs from 'node:fs';

/** The parts of a jsii assembly that are looked at here; see @jsii/spec. */
export interface Assembly {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Record<string, string>;
  readonly types: Record<string, Type>;
}

/** A docstring, as jsii divides it. */
export interface Docs {
  /** The first line, or what jsii left of it. */
  readonly summary?: string;
  readonly example?: string;
}

export interface Type {
  readonly name: string;
  readonly fqn: string;
  readonly kind: 'class' | 'interface' | 'enum';
  readonly abstract?: boolean;
  readonly docs?: Docs;
  /** Whether it is a struct: an interface of nothing but data. */
  readonly datatype?: boolean;
  readonly initializer?: Callable;
  readonly methods?: Method[];
  readonly properties?: Member[];
  /** Those of an enum. */
  readonly members?: Member[];
  /** The structs or interfaces that it extends. */
  readonly interfaces?: string[];
  readonly locationInModule?: Location;
}

export interface Callable {
  readonly docs?: Docs;
  readonly parameters?: Parameter[];
}

export interface Member {
  readonly name: string;
  readonly docs?: Docs;
  /** The type whose member this one stands for, where it has to be named as it is. */
  readonly overrides?: string;
  readonly type?: TypeReference;
  readonly locationInModule?: Location;
}

/** The file of this project that declares something. */
export interface Location {
  readonly filename: string;
}

export interface Method extends Callable, Member {
  readonly static?: boolean;
}

export interface Parameter {
  readonly name: string;
  readonly optional?: boolean;
  readonly variadic?: boolean;
  readonly type: TypeReference;
}

/** A type of jsii, by its name, or as what a list or map holds. */
export interface TypeReference {
  readonly primitive?: string;
  readonly fqn?: string;
  readonly collection?: { readonly kind: string; readonly elementtype: TypeReference };
}

export function readAssembly(file: string): Assembly {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

/** A type of this library and those that it extends; none where the name is that of another library's. */
export function withBases(fqn: string, types: Assembly['types']): Type[] {
  const type = types[fqn];
  return type ? [type, ...(type.interfaces ?? []).flatMap((base) => withBases(base, types))] : [];
}
