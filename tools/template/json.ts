/** JSON, of which only a part is looked at. */
export type Json = any;

/** A template, of which these sections are looked at. */
export interface TemplateJson extends Record<string, Json> {
  readonly Resources: Record<string, { readonly Type: string; readonly Properties: Json; Condition?: string; DependsOn?: string | string[] }>;
}

/** Parameters of a list that an expression refers to. */
export function refsIn(value: Json, names: string[]): string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const own = Object.keys(value).length === 1 && names.includes(value.Ref) ? [value.Ref as string] : [];
  return [...new Set([...own, ...Object.values(value).flatMap((each) => refsIn(each, names))])];
}
