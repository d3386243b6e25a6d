/**
 * What is known of sessions whose hooks post: a launcher told it where they began, as what posts tells neither its variables
 * nor its process.
 */
import { BoundedMap } from '@capgate/base';
import type { Begun, Environment } from '@capgate/agents';
import type { Caller } from '@capgate/gate';

/** What a launcher had around it. */
export interface Around {
  readonly environment: Environment;
  readonly cwd?: string;
}

/** More are not remembered; who is forgotten works in the workspace around the folder of each call. */
const SESSIONS_MAX = 10_000;
const NOTHING: Around = { environment: {} };

export class BegunSessions {
  /** By tenant, agent and session, the oldest first. */
  readonly #around = new BoundedMap<string, Around>(SESSIONS_MAX);

  /**
   * Where a session works stays as it was told first: an agent can start a launcher as well, and would move its workspace.
   * Whether a person is at it may change, as a session is taken up again.
   */
  begin(caller: Caller, { agent, session }: Begun, around: Around): void {
    const key = keyOf(caller, agent, session);
    const known = this.#around.get(key);
    this.#around.set(key, known === undefined ? around : { ...known, environment: attendedAs(known, around) });
  }

  of(caller: Caller, agent: string, session: unknown): Around {
    return (typeof session === 'string' && this.#around.get(keyOf(caller, agent, session))) || NOTHING;
  }
}

const ATTENDED = 'CLAUDE_CODE_SESSION_ATTENDED';

function attendedAs(known: Around, { environment }: Around): Environment {
  return { ...known.environment, [ATTENDED]: environment[ATTENDED] };
}

function keyOf({ tenant }: Caller, agent: string, session: string): string {
  return JSON.stringify([tenant, agent, session]);
}
