import { Assembly, Member } from './assembly';

/** Props that are not declared where a reader looks first: in the file of the class, enum or struct that their values are of. */
export function misplacedProps({ name: library, types }: Assembly, props: string): string[] {
  return propertiesOf(types, `${library}.${props}`).flatMap(({ name, type, locationInModule }) => {
    const home = types[type?.fqn ?? '']?.locationInModule?.filename;
    return home === undefined || home === locationInModule?.filename ? [] : [`${name} is declared in ${locationInModule?.filename}, and its type in ${home}: move it there`];
  });
}

/** The properties of a struct and of those that it extends. */
function propertiesOf(types: Assembly['types'], fqn: string): Member[] {
  const { properties = [], interfaces = [] } = types[fqn];
  return [...properties, ...interfaces.flatMap((each) => propertiesOf(types, each))];
}
