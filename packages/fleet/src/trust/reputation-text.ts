/** What a hub knows of nodes as a text, which outlasts a restart of it: a lie is not forgotten, and standing not lost. */
import { type Canonical, canonicalText } from '@capgate/base';
import { Type } from 'typebox';
import { NAME_PATTERN } from '../enrolment/node.ts';
import { CLOSED, formOf, HASH_PATTERN, TIME_MS_MAX, wholeOf } from '../forms.ts';
import { canonicalIn } from '../text.ts';
import { BAD_ACTS, type BadAct } from './acts.ts';
import { BAD_MAX, NODES_MAX, Reputations } from './reputation.ts';

const NAME = Type.String({ pattern: NAME_PATTERN });
const TIME = Type.Number({ minimum: 0, maximum: TIME_MS_MAX });
/** Far above what half-lives let anybody earn. */
const WEIGHT = Type.Number({ minimum: 0, maximum: 1_000 });

const reputationsForm = formOf(
  Type.Array(
    Type.Object(
      {
        node: NAME,
        good: WEIGHT,
        goodMs: TIME,
        hour: wholeOf(0, TIME_MS_MAX),
        earned: Type.Object({ taken: WEIGHT, opened: WEIGHT }, CLOSED),
        lastMs: Type.Object({ taken: TIME, opened: TIME }, CLOSED),
        bad: Type.Array(
          Type.Object(
            {
              kind: Type.Unsafe<BadAct>({ type: 'string', enum: [...BAD_ACTS] }),
              node: NAME,
              evidence: Type.String({ pattern: HASH_PATTERN }),
              atMs: TIME,
            },
            CLOSED,
          ),
          { maxItems: BAD_MAX },
        ),
      },
      CLOSED,
    ),
    { maxItems: NODES_MAX },
  ),
  'what a hub knows of nodes',
);

export function reputationsText(reputations: Reputations): string {
  const histories = [...reputations.histories()].map(([node, history]) => ({ node, ...history }));
  return canonicalText(histories as unknown as Canonical);
}

/** Throws `FleetError` FORM for another text. */
export function reputationsIn(text: string): Reputations {
  const histories = reputationsForm.read(canonicalIn(text));
  return new Reputations(histories.map(({ node, ...history }) => [node, history]));
}
