/** From what a row holds to what a caller is told. */
import type { CanonicalObject } from '@capgate/base';
import { type ActionBody, type Risk, RISKS } from '../records.ts';
import type { VerdictCounts } from '../store.ts';
import type { ActionColumns, SeenColumns } from '../tables.ts';

/** `value` without the fields that are null or undefined. */
export function present<Fields extends object>(
  fields: Fields,
): { [Key in keyof Fields]?: Exclude<Fields[Key], null | undefined> } {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  ) as never;
}

export function actionOf({ action, action_text: command }: ActionColumns): ActionBody {
  return action === null ? { command, kind: 'command' } : (objectOf(action) as ActionBody);
}

export function riskOf(place: number): Risk {
  return RISKS[place] as Risk;
}

/** What `canonicalText` wrote there. */
export function objectOf(text: string): CanonicalObject {
  return JSON.parse(text) as CanonicalObject;
}

export function listOf(text: string | null): readonly string[] | null {
  return text === null ? null : (JSON.parse(text) as string[]);
}

export function countsOf(seen: SeenColumns): VerdictCounts {
  return { allow: seen.allow_count, ask: seen.ask_count, deny: seen.deny_count };
}
