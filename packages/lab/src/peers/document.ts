/** What a benchmark of peers asks of whom: its document, what is wrong with one, and its short form on a command line. */
import { type CanonicalObject, CanonicalError, canonicalText, quoted } from '@capgate/base';
import { faultFinder, type FormFault } from '@capgate/base/forms';
import { type Static, Type } from 'typebox';
import type { ArmPlan } from '../arms/arm.ts';
import { LabError } from '../error.ts';
import { armFaults } from '../experiment/arm-settings.ts';
import { ArmSchema, HashSchema, oneOf, PathSchema, TextSchema } from '../experiment/schema.ts';
import { TRUTHS } from '../truth/truth.ts';

const closed = { additionalProperties: false } as const;
const described = (description: string) => ({ description });
const FieldSchema = Type.String({ minLength: 1, maxLength: 64 });
const WordSchema = Type.String({ maxLength: 256 });

/** What a row's label comes to: a truth, or nothing, as what is left out is asked of nobody. */
export const LABELS = [...TRUTHS, 'left-out'] as const;
export type Label = (typeof LABELS)[number];

/** What is read of a row. */
export const CORPUS_FIELDS = ['id', 'command', 'label', 'kind', 'cwd'] as const;
export type CorpusField = (typeof CORPUS_FIELDS)[number];

const CorpusSchema = Type.Object(
  {
    path: PathSchema,
    sha256: Type.Optional(HashSchema),
    labelledBy: Type.Optional({ ...TextSchema, ...described('Whose word the labels are.') }),
    fields: Type.Optional(
      Type.Object(
        Object.fromEntries(CORPUS_FIELDS.map((field) => [field, Type.Optional(FieldSchema)])) as Record<
          CorpusField,
          ReturnType<typeof Type.Optional<typeof FieldSchema>>
        >,
        { ...closed, ...described('What the corpus calls them, where it is not by these names.') },
      ),
    ),
    ignore: Type.Optional(Type.Array(FieldSchema, { maxItems: 64, ...described('Fields that are not read.') })),
    labels: Type.Optional(
      Type.Record(WordSchema, oneOf(LABELS), {
        maxProperties: 64,
        ...described('What the words of the corpus mean; dangerous and harmless are known.'),
      }),
    ),
    only: Type.Optional(
      Type.Record(FieldSchema, Type.Array(WordSchema, { minItems: 1, maxItems: 64 }), {
        maxProperties: 8,
        ...described('Rows whose field has one of these words; others are left out.'),
      }),
    ),
  },
  closed,
);

const PeersSchema = Type.Object(
  {
    version: Type.Literal(1),
    title: TextSchema,
    corpora: Type.Array(CorpusSchema, { minItems: 1, maxItems: 16 }),
    arms: Type.Array(ArmSchema, { minItems: 1, maxItems: 8 }),
    replicates: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1_000, ...described('Of each command in each arm; 3 where absent.') }),
    ),
    seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 0xffff_ffff, ...described('1 where absent.') })),
    timeoutMs: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 86_400_000, ...described('Of one answer; 10,000 where absent.') }),
    ),
  },
  closed,
);

export type PeersDocument = Static<typeof PeersSchema>;
export type CorpusPlan = PeersDocument['corpora'][number];

export const REPLICATES = 3;
export const SEED = 1;
export const TIMEOUT_MS = 10_000;

/** The JSON Schema (draft 2020-12) of the document. */
export const PEERS_SCHEMA: object = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Capgate benchmark of peers',
  ...PeersSchema,
};

const formFaults = faultFinder(PeersSchema);

/** Everything that is wrong with its form; where that is sound, with what it says. */
export function peersFaults(document: unknown): readonly FormFault[] {
  const unfit = unfitFor(document);
  if (unfit !== undefined) return [unfit];
  const form = formFaults(document);
  if (form.length > 0) return form;
  const { arms, corpora } = document as PeersDocument;
  const names = arms.map(({ name }) => name);
  return [
    ...names.flatMap((name, i) =>
      names.indexOf(name) < i ? [{ path: `/arms/${i}/name`, message: `expected a name of its own, met ${name}` }] : [],
    ),
    ...arms.flatMap((arm, i) => nameFaults(arm, `/arms/${i}/name`)),
    ...arms.flatMap((arm, i) => armFaults(arm).map(({ path, message }) => ({ path: `/arms/${i}${path}`, message }))),
    ...corpora.flatMap((corpus, i) => corpusFaults(corpus, `/corpora/${i}`)),
  ];
}

/** A page that says `cc-safety-net` is about that. */
function nameFaults({ name, kind, settings = {} }: ArmPlan, path: string): readonly FormFault[] {
  const known = Object.hasOwn(KNOWN_ARMS, name) ? KNOWN_ARMS[name] : undefined;
  const isIt = Object.entries(known?.settings ?? {}).every(([key, value]) => settings[key] === value);
  if (known === undefined || (known.kind === kind && isIt)) return [];
  return [{ path, message: `expected another name than ${name}, which is that of an arm that the lab opens itself` }];
}

/** Why it has no canonical text. */
function unfitFor(document: unknown): FormFault | undefined {
  try {
    canonicalText(document as CanonicalObject);
    return undefined;
  } catch (error) {
    if (!(error instanceof CanonicalError)) throw error;
    return { path: '', message: error.message };
  }
}

/** A field that means two things means neither. */
function corpusFaults({ fields, ignore = [] }: CorpusPlan, at: string): readonly FormFault[] {
  const named = CORPUS_FIELDS.map((field) => fields?.[field] ?? field);
  return [...named, ...ignore].flatMap((name, i, all) =>
    all.indexOf(name) < i ? [{ path: at, message: `expected one meaning of the field ${name}, met two` }] : [],
  );
}

/** Throws `LabError` PLAN for the first fault. */
export function peersDocumentOf(document: unknown): PeersDocument {
  const [first, ...others] = peersFaults(document);
  if (first === undefined) return document as PeersDocument;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  throw new LabError('PLAN', `${first.path === '' ? 'the document' : first.path}: ${first.message}${more}`);
}

/** Arms that need no more than their name. */
const KNOWN_ARMS: Readonly<Record<string, Omit<ArmPlan, 'name'>>> = {
  strict: { kind: 'gate', settings: { mode: 'strict' } },
  balanced: { kind: 'gate', settings: { mode: 'balanced' } },
  observe: { kind: 'gate', settings: { mode: 'observe' } },
  'cc-safety-net': { kind: 'command', settings: { package: 'cc-safety-net' } },
};

/**
 * An arm as a command line has it: a name that is known, or `name=["program","word"]`, the words of a program that is asked
 * by lines of JSON. Throws `LabError` PLAN.
 */
export function armNamed(text: string): ArmPlan {
  const known = Object.hasOwn(KNOWN_ARMS, text) ? KNOWN_ARMS[text] : undefined;
  if (known !== undefined) return { name: text, ...known };
  const [, name, words] = /^([a-z0-9][a-z0-9-]{0,63})=(\[.*\])$/su.exec(text) ?? [];
  const argv = words === undefined ? undefined : wordsIn(words);
  if (name !== undefined && argv !== undefined) return { name, kind: 'command', settings: { argv } };
  const names = Object.keys(KNOWN_ARMS).join(', ');
  throw new LabError('PLAN', `expected an arm, one of ${names} or name=["program","word"], met ${quoted(text)}`);
}

function wordsIn(text: string): string[] | undefined {
  try {
    const words: unknown = JSON.parse(text);
    if (Array.isArray(words) && words.length > 0 && words.every((word): word is string => typeof word === 'string'))
      return words;
  } catch {
    // Told by who asks.
  }
  return undefined;
}
