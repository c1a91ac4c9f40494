import { Assembly, withBases } from './assembly';

/** Props that are not declared where a reader looks first: in the file of the class, enum or struct that their values are of. */
export function misplacedProps({ name: library, types }: Assembly, props: string): string[] {
  return withBases(`${library}.${props}`, types).flatMap(({ properties = [] }) => properties).flatMap(({ name, type, locationInModule }) => {
    const home = types[type?.fqn ?? '']?.locationInModule?.filename;
    return home === undefined || home === locationInModule?.filename ? [] : [`${name} is declared in ${locationInModule?.filename}, and its type in ${home}: move it there`];
  });
}
