/** What a client says of itself: once, as it begins (2025), or with each request (2026-07-28). Nothing of it is proved. */
import { isObject, type JsonObject, objectAt, textAt } from './messages.ts';

/** Of the two ways in which the protocol goes: with a beginning, or with everything in each request. */
type Era = 'initialized' | 'enveloped';

export interface ClientFacts {
  readonly era: Era;
  /** As the gate takes names of agents. */
  readonly name: string | undefined;
  /** Whether it can show a person a form. */
  readonly hasForms: boolean;
}

const META = 'io.modelcontextprotocol/';
/** As the gate takes names. */
const NAME = /^[!-~](?:[ -~]{0,198}[!-~])?$/u;

/** Before a client has said anything. */
export const UNKNOWN_CLIENT: ClientFacts = { era: 'initialized', name: undefined, hasForms: false };

/** From the parameters of `initialize`. */
export function factsOfInitialize(params: unknown): ClientFacts {
  return facts('initialized', objectAt(params, 'clientInfo'), objectAt(params, 'capabilities'));
}

/** Of one request: its own envelope where it has one, else what was said at the beginning. */
export function factsOfRequest(params: unknown, begun: ClientFacts): ClientFacts {
  const meta = objectAt(params, '_meta');
  if (meta === undefined || !Object.hasOwn(meta, `${META}protocolVersion`)) return begun;
  return facts('enveloped', objectAt(meta, `${META}clientInfo`), objectAt(meta, `${META}clientCapabilities`));
}

/** The envelope of a request, for a request of our own; without what belongs to the one alone. */
export function envelopeOf(params: unknown): JsonObject | undefined {
  const entries = Object.entries(objectAt(params, '_meta') ?? {}).filter(([name]) => name.startsWith(META));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function facts(era: Era, info: JsonObject | undefined, capabilities: JsonObject | undefined): ClientFacts {
  const name = textAt(info, 'name');
  return {
    era,
    name: name !== undefined && NAME.test(name) ? name : undefined,
    hasForms: canShowForms(objectAt(capabilities, 'elicitation')),
  };
}

/** A client that names no mode has forms, as that was all there was. */
function canShowForms(elicitation: JsonObject | undefined): boolean {
  if (elicitation === undefined) return false;
  return isObject(elicitation['form']) || elicitation['url'] === undefined;
}
