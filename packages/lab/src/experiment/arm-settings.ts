/** What settings an arm takes, by its kind, and what is wrong with those that it is given. */
import type { FormFault } from '@capgate/base/forms';
import type { Experiment } from './schema.ts';

type ArmPlan = Experiment['arms'][number];

/** Peers that the lab can call itself, where they are installed beside it. */
const PEERS = ['cc-safety-net'] as const;

interface TextForm {
  readonly is: 'text';
  readonly among?: readonly string[];
  /** Whether it has to begin at the root of the file system. */
  readonly isAbsolute?: boolean;
}

interface NumberForm {
  readonly is: 'number';
  readonly min: number;
  readonly max: number;
  readonly isWhole?: boolean;
}

interface WordsForm {
  readonly is: 'words';
}

interface FlagForm {
  readonly is: 'flag';
}

type Form = TextForm | NumberForm | WordsForm | FlagForm;
type Forms = Readonly<Record<string, Form>>;

const text: Form = { is: 'text' };
const path: Form = { is: 'text', isAbsolute: true };
const words: Form = { is: 'words' };
const flag: Form = { is: 'flag' };
const whole = (min: number, max: number): Form => ({ is: 'number', min, max, isWhole: true });
const real = (min: number, max: number): Form => ({ is: 'number', min, max });

/** One way in which an arm is opened: told from the others of its kind by a setting that only it has. */
interface Way {
  readonly by?: string;
  readonly takes: Forms;
  readonly needs: readonly string[];
}

const WAYS: Readonly<Record<ArmPlan['kind'], readonly Way[]>> = {
  gate: [
    { by: 'socket', takes: { socket: text, workspace: path, home: path }, needs: ['socket'] },
    {
      takes: { mode: { is: 'text', among: ['strict', 'balanced', 'observe'] }, workspace: path, home: path },
      needs: [],
    },
  ],
  command: [
    { by: 'package', takes: { package: { is: 'text', among: PEERS } }, needs: ['package'] },
    { takes: { argv: words, env: words, startTimeoutMs: whole(1, 3_600_000) }, needs: ['argv'] },
  ],
  model: [
    {
      takes: {
        model: text,
        temperature: real(0, 2),
        seed: whole(0, 0x7fff_ffff),
        tokensMax: whole(1, 1_000_000),
        requestsPerMinute: whole(1, 1_000_000),
        retries: whole(0, 10),
        inputUsdPerMillion: real(0, 1_000_000),
        outputUsdPerMillion: real(0, 1_000_000),
        cache: flag,
      },
      needs: ['model'],
    },
  ],
};

/** Everything that is wrong with the settings of `arm`; pointers start at the arm. */
export function armFaults({ kind, settings = {} }: ArmPlan): readonly FormFault[] {
  const { takes, needs } = wayOf(kind, settings);
  const known = Object.keys(takes).join(', ');
  return [
    ...needs
      .filter((name) => !Object.hasOwn(settings, name))
      .map((name) => ({
        path: '/settings',
        message: `expected ${name}, which this arm needs, met none; ${known} are known`,
      })),
    ...Object.entries(settings).flatMap(([name, value]): FormFault[] => {
      const form = Object.hasOwn(takes, name) ? takes[name] : undefined;
      const message =
        form === undefined ? `expected one of ${known}, met ${name}; take it out` : formFault(form, value);
      return message === undefined
        ? []
        : [{ path: `/settings/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, message }];
    }),
  ];
}

function wayOf(kind: ArmPlan['kind'], settings: NonNullable<ArmPlan['settings']>): Way {
  const ways = WAYS[kind];
  return (ways.find(({ by }) => by !== undefined && Object.hasOwn(settings, by)) ?? ways.at(-1)) as Way;
}

function formFault(form: Form, value: unknown): string | undefined {
  if (form.is === 'text') return textFault(form, value);
  if (form.is === 'number') return numberFault(form, value);
  if (form.is === 'flag')
    return typeof value === 'boolean' ? undefined : `expected true or false, met ${JSON.stringify(value)}`;
  return Array.isArray(value) && value.length > 0
    ? undefined
    : `expected a list of words, met ${JSON.stringify(value)}`;
}

function textFault({ among, isAbsolute = false }: TextForm, value: unknown): string | undefined {
  if (typeof value !== 'string') return `expected a text, met ${JSON.stringify(value)}`;
  if (among !== undefined && !among.includes(value)) return `expected one of ${among.join(', ')}, met ${value}`;
  return isAbsolute && !value.startsWith('/') ? `expected an absolute path, met ${value}` : undefined;
}

function numberFault({ min, max, isWhole = false }: NumberForm, value: unknown): string | undefined {
  const isNumber = typeof value === 'number' && value >= min && value <= max;
  if (isNumber && (!isWhole || Number.isSafeInteger(value))) return undefined;
  return `expected a ${isWhole ? 'whole ' : ''}number from ${min} to ${max}, met ${JSON.stringify(value)}`;
}
