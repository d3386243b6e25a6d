/** All that happened to an agent or a session, in one order. */
import { TIMELINE_PARTS, type TimelineEvent, type TimelinePart } from '@capgate/store';
import { Type } from 'typebox';
import { NameSchema } from '../../api/decide.ts';
import type { Operation } from '../operation.ts';
import type { OperationParts } from '../parts.ts';
import { pageAsked, pageOf, pageQuery, TimeSchema } from '../schemas.ts';
import { AnswerSchema, ApprovalSchema, shown } from './approvals.ts';
import { DecisionSchema } from './decisions.ts';
import { DenialSchema, HeldSchema, SessionBindingSchema } from './kernel.ts';
import { SessionSchema } from './sessions.ts';

const KINDS = [
  'decision',
  'approval.requested',
  'approval.answered',
  'session.started',
  'session.ended',
  'kernel.session-started',
  'kernel.session-ended',
  'kernel.bound',
  'kernel.denied',
] as const satisfies readonly TimelineEvent['kind'][];

const EventSchema = Type.Object(
  {
    kind: Type.Enum([...KINDS]),
    at: TimeSchema,
    decision: Type.Optional(DecisionSchema),
    approval: Type.Optional(ApprovalSchema),
    answer: Type.Optional(AnswerSchema),
    session: Type.Optional(SessionSchema),
    held: Type.Optional(HeldSchema),
    binding: Type.Optional(SessionBindingSchema),
    denial: Type.Optional(DenialSchema),
  },
  { description: 'With what its kind is about: an answer has its approval beside it.' },
);

const PART = `(?:${TIMELINE_PARTS.join('|')})`;
const PartsSchema = Type.String({
  pattern: `^${PART}(?:,${PART}){0,${TIMELINE_PARTS.length - 1}}$`,
  description: `Of ${TIMELINE_PARTS.join(', ')}: those alone, with commas between; all where absent.`,
});

export function timelineOperations({ gate }: OperationParts): readonly Operation[] {
  return [
    {
      id: 'getTimeline',
      method: 'GET',
      path: '/v1/timeline',
      summary:
        'What happened to an agent, or to one of its sessions, the newest first: decisions, approvals and answers, what sessions did and what the kernel did.',
      scope: 'read',
      query: pageQuery({
        agent: NameSchema,
        session: Type.Optional(NameSchema),
        parts: Type.Optional(PartsSchema),
        isNotable: Type.Optional(
          Type.Boolean({
            description:
              'Of decisions those alone that were not simply allowed, or whose risk is HIGH or above; and nothing that was bound.',
          }),
        ),
        fromMs: Type.Optional(TimeSchema),
        beforeMs: Type.Optional(TimeSchema),
      }),
      response: pageOf(EventSchema),
      handle: async (input) => {
        const { page, filter } = pageAsked(input);
        const { parts, ...of } = filter as Asked;
        const asked = { ...of, ...(parts !== undefined && { parts: parts.split(',') as TimelinePart[] }) };
        const { items, next } = await gate.parts.store.timeline(asked, page);
        return { items: items.map(told), ...(next !== undefined && { next }) };
      },
    },
  ];
}

interface Asked {
  readonly tenant: string;
  readonly agent: string;
  readonly session?: string;
  readonly parts?: string;
}

function told(event: TimelineEvent): object {
  return 'approval' in event ? { ...event, approval: shown(event.approval) } : event;
}
