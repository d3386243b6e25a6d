/** What a JSON Schema (draft 2020-12) says may stand at a place of a document: as much of it as completing needs. Pure. */

export interface Candidate {
  readonly name: string;
  readonly kind: 'key' | 'value';
  /** Of a key: what its value is. */
  readonly holds?: 'mapping' | 'list' | 'value';
  readonly isRequired?: boolean;
  readonly description?: string;
}

type Schema = Readonly<Record<string, unknown>>;

/** A schema, and the one that its references begin at: a schema with an identifier of its own is a root for those in it. */
interface Located {
  readonly schema: Schema;
  readonly root: Schema;
}

/** A list's entries are all alike: any number stands for any of them. */
export type Step = string | number;

/** References and choices lead no further than this. */
const DEPTH_MAX = 12;

/** What may stand at the place that the steps lead to. */
export function candidatesAt(schema: object, steps: readonly Step[]): readonly Candidate[] {
  const outermost = schema as Schema;
  let places = expanded({ schema: outermost, root: outermost }, outermost);
  for (const step of steps) places = places.flatMap((place) => stepped(place, step, outermost));
  return unique(places.flatMap(({ schema: found }) => [...keysOf(found), ...valuesOf(found)]));
}

function stepped({ schema, root }: Located, step: Step, outermost: Schema): readonly Located[] {
  const next = typeof step === 'number' ? schema['items'] : own(schema['properties'], step);
  return isSchema(next) ? expanded({ schema: next, root }, outermost) : [];
}

/** The schema with all that it refers to and chooses among. */
function expanded({ schema, root }: Located, outermost: Schema, depth = 0): readonly Located[] {
  if (depth > DEPTH_MAX) return [];
  const base = typeof schema['$id'] === 'string' ? schema : root;
  const parts = ['anyOf', 'oneOf', 'allOf'].flatMap((key) => (Array.isArray(schema[key]) ? schema[key] : []));
  const inside = parts.filter(isSchema).map((part): Located => ({ schema: part, root: base }));
  const referred = referredTo(schema['$ref'], base, outermost);
  return [
    { schema, root: base },
    ...[...inside, ...(referred === undefined ? [] : [referred])].flatMap((part) =>
      expanded(part, outermost, depth + 1),
    ),
  ];
}

function referredTo(reference: unknown, root: Schema, outermost: Schema): Located | undefined {
  if (typeof reference !== 'string') return undefined;
  if (reference.startsWith('#/$defs/')) {
    const found = own(root['$defs'], reference.slice('#/$defs/'.length));
    return isSchema(found) ? { schema: found, root } : undefined;
  }
  const definitions = isSchema(outermost['$defs']) ? Object.values(outermost['$defs']) : [];
  const found = definitions.filter(isSchema).find(({ $id }) => $id === reference);
  return found && { schema: found, root: found };
}

function keysOf({ properties, required }: Schema): readonly Candidate[] {
  if (!isSchema(properties)) return [];
  return Object.entries(properties).flatMap(([name, schema]): Candidate[] => {
    if (!isSchema(schema)) return [];
    const isRequired = Array.isArray(required) && required.includes(name);
    const { description } = schema;
    return [
      { name, kind: 'key', holds: heldBy(schema), isRequired, ...(typeof description === 'string' && { description }) },
    ];
  });
}

function heldBy({ type, $ref }: Schema): 'mapping' | 'list' | 'value' {
  if (type === 'array') return 'list';
  return type === 'object' || $ref !== undefined ? 'mapping' : 'value';
}

function valuesOf(schema: Schema): readonly Candidate[] {
  const choices = Array.isArray(schema['enum']) ? (schema['enum'] as unknown[]) : [];
  const constant = 'const' in schema ? [schema['const']] : [];
  const booleans = schema['type'] === 'boolean' ? [true, false] : [];
  return [...choices, ...constant, ...booleans].map((value) => ({ name: String(value), kind: 'value' }));
}

function unique(candidates: readonly Candidate[]): readonly Candidate[] {
  return [...new Map(candidates.map((one) => [`${one.kind} ${one.name}`, one])).values()];
}

function own(object: unknown, key: string): unknown {
  return isSchema(object) && Object.hasOwn(object, key) ? object[key] : undefined;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
