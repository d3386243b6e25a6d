/** What follows from commands together: code that comes from the network, secrets that go there. */
import { Capability } from '../../descriptor/capabilities.ts';
import { type Assessment, NONE } from '../assessment.ts';
import {
  add,
  DAEMON,
  DECODED,
  effectFlags,
  FETCHED,
  GATE,
  GUARD,
  KINDS,
  lettingOut,
  SECRET,
  SHELL,
} from './flow-kinds.ts';
import { isReady, runKept } from './kept-code.ts';
import { PLACE_NAMES } from '../vocabulary/places.ts';
import { PLANTED } from './planted-code.ts';
import { Place } from '../paths/scope.ts';
import { effectNumber } from '../tables/tables.ts';
import { spellsKey } from './spelt-keys.ts';

const NEVER = 0x7fffffff;

/** What effects do with what flows in: bits. */
const RUNS = 1;
const SENDS = 2;
/** Sends away what the command itself reads, too. */
const SENDS_OWN = 4;
/** A shell may be answered through it. */
const CONNECTS = 8;
/** Names an address, which whoever answers for it learns. */
const ASKS = 16;
const STOPS = 32;
/** Writes a file, which may be one that runs, or steers an agent, by itself. */
const PLANTS = 64;
const TAKES: Uint16Array = effectFlags({
  'code.stdin': RUNS,
  'code.unresolved': RUNS,
  'dynamic.command': RUNS,
  'file.run': RUNS,
  'network.send': SENDS | SENDS_OWN,
  'network.connect': SENDS | SENDS_OWN | CONNECTS,
  'network.listen-raw': CONNECTS,
  'network.fetch': SENDS,
  'network.login': SENDS,
  'remote.run': SENDS,
  'network.probe': SENDS | ASKS,
  'file.upload': SENDS | SENDS_OWN,
  'process.signal': STOPS,
  'file.write': PLANTS,
  'file.replace': PLANTS,
  'file.append': PLANTS,
  'file.create': PLANTS,
});

const CODE_FETCHED: number = effectNumber('code.fetched');
const CODE_DECODED: number = effectNumber('code.decoded');
const EXFILTRATE: number = effectNumber('network.exfiltrate');
const EXPOSE: number = effectNumber('secret.expose');
const PLANT: number = effectNumber('code.plant');
const REMOTE_SHELL: number = effectNumber('code.remote-shell');
const TAMPER: number = effectNumber('gate.tamper');
const BLIND: number = effectNumber('evade.security');
const SEEK: number = effectNumber('inspect.daemon');
const STOP: number = effectNumber('service.change');
const INTERACTIVE: number = effectNumber('shell.interactive');
const RUN: number = effectNumber('file.run');
const PLANTED_PLACES: readonly number[] = PLANTED.map((name) => PLACE_NAMES.indexOf(name));
/** Capabilities without which nothing flows that matters. */
const FLOWING: number = Capability.NETWORK_ACCESS | Capability.CODE_EXECUTION | Capability.DEFENSE_EVASION;

/** Finds flows in time linear in the number of effects. Holds scratch memory. */
export class Flows {
  /** By invocation: what its substitutions let out. */
  #inside: Uint16Array = new Uint16Array(64);
  /** By invocation: what it lets out itself. */
  #own: Uint16Array = new Uint16Array(64);
  /** By invocation: whether it reads a secret from a path itself. */
  #reads: Uint8Array = new Uint8Array(64);
  /** By pipeline and kind: the first stage that lets it out, what lies in inner pipelines included. */
  #stage: Int32Array = new Int32Array(32 * KINDS);

  /**
   * Adds the effects that only several commands together have. `files`: rows of effects, two by two,
   * of which one writes a file and the other runs it.
   */
  addTo(assessment: Assessment, files: readonly number[]): void {
    const { effects } = assessment;
    const rows = effects.count;
    let capabilities = 0;
    let isSought = false;
    for (let row = 0; row < rows; row++) {
      capabilities |= effects.capabilities(row);
      isSought ||= effects.effect(row) === SEEK;
    }
    if (((capabilities & FLOWING) === 0 && !isSought) || !flowing(assessment, capabilities)) return;
    this.#collect(assessment, rows);
    for (let row = 0; row < rows; row++) this.#join(assessment, row);
    if (reachesOut(assessment, rows)) this.#joinShells(assessment, rows);
    for (let at = 0; at < files.length; at += 2)
      this.#joinFile(assessment, files[at] as number, files[at + 1] as number);
  }

  /** A shell beside a connection is one for whoever is at its other end. */
  #joinShells(assessment: Assessment, rows: number): void {
    for (let row = 0; row < rows; row++)
      if (assessment.effects.effect(row) === INTERACTIVE) add(assessment, REMOTE_SHELL, row);
  }

  /** What flowed into a file runs with it. */
  #joinFile(assessment: Assessment, written: number, run: number): void {
    const { effects, frames } = assessment;
    const invocation = frames.invocation(effects.frame(written));
    const own = (this.#own[invocation] as number) | (this.#inside[invocation] as number);
    addRun(assessment, own | this.#upstream(assessment, invocation), run);
  }

  #collect(assessment: Assessment, rows: number): void {
    const { effects, frames, reading } = assessment;
    this.#clear(reading.invocations.count, reading.pipelines.count);
    for (let row = 0; row < rows; row++) {
      const secret = (effects.capabilities(row) & Capability.CREDENTIAL_ACCESS) !== 0;
      const out = lettingOut(effects.effect(row), effects.place(row)) | (secret ? SECRET : 0);
      const invocation = frames.invocation(effects.frame(row));
      if (invocation < 0) continue;
      if ((out & SECRET) !== 0 && effects.place(row) !== 0) this.#reads[invocation] = 1;
      this.#letOut(assessment, invocation, out);
    }
  }

  #clear(invocations: number, pipelines: number): void {
    if (this.#inside.length < invocations) {
      this.#inside = new Uint16Array(invocations * 2);
      this.#own = new Uint16Array(invocations * 2);
      this.#reads = new Uint8Array(invocations * 2);
    }
    if (this.#stage.length < pipelines * KINDS) this.#stage = new Int32Array(pipelines * KINDS * 2);
    // `fill` leaves compiled code, which costs more than these few.
    for (let at = 0; at < invocations; at++) {
      this.#inside[at] = 0;
      this.#own[at] = 0;
      this.#reads[at] = 0;
    }
    for (let at = 0; at < pipelines * KINDS; at++) this.#stage[at] = NEVER;
  }

  #letOut(assessment: Assessment, invocation: number, out: number): void {
    const { invocations, pipelines } = assessment.reading;
    this.#own[invocation] = (this.#own[invocation] as number) | out;
    for (let at = invocations.parent(invocation); at !== NONE; at = invocations.parent(at)) {
      this.#inside[at] = (this.#inside[at] as number) | out;
    }
    let stage = invocations.stage(invocation);
    for (let at = invocations.pipeline(invocation); at !== NONE; at = pipelines.parent(at)) {
      for (let kind = 0; kind < KINDS; kind++)
        if ((out & (1 << kind)) !== 0) lower(this.#stage, at * KINDS + kind, stage);
      stage = pipelines.stage(at);
    }
  }

  #join(assessment: Assessment, row: number): void {
    const { effects, frames } = assessment;
    const effect = effects.effect(row);
    const invocation = frames.invocation(effects.frame(row));
    const takes = TAKES[effect] as number;
    if (invocation < 0 || takes === 0) return;
    const inside = this.#inside[invocation] as number;
    const incoming = effect === RUN ? inside : inside | this.#upstream(assessment, invocation);
    if ((takes & SENDS) !== 0 && spellsKey(assessment, effects.frame(row))) add(assessment, EXPOSE, row);
    const isOwn = (takes & SENDS_OWN) !== 0 && this.#reads[invocation] === 1;
    if (isOwn && (incoming & SECRET) === 0) add(assessment, EXFILTRATE, row);
    if (incoming !== 0) joinIncoming(assessment, row, takes, incoming);
    const isFetched = ((incoming | (this.#own[invocation] as number)) & FETCHED) !== 0;
    if ((takes & PLANTS) !== 0 && isFetched && PLANTED_PLACES.includes(effects.place(row))) add(assessment, PLANT, row);
  }

  /** What earlier stages of the pipelines around an invocation let out. */
  #upstream(assessment: Assessment, invocation: number): number {
    const { invocations, pipelines } = assessment.reading;
    let incoming = 0;
    let stage = invocations.stage(invocation);
    for (let at = invocations.pipeline(invocation); at !== NONE; at = pipelines.parent(at)) {
      for (let kind = 0; kind < KINDS; kind++)
        if ((this.#stage[at * KINDS + kind] as number) < stage) incoming |= 1 << kind;
      stage = pipelines.stage(at);
    }
    return incoming;
  }
}

/** What follows from what flows into the command of an effect. */
function joinIncoming(assessment: Assessment, row: number, takes: number, incoming: number): void {
  if ((takes & RUNS) !== 0 && !addRun(assessment, incoming, row) && isReady(assessment, row, incoming))
    runKept(assessment, row);
  // Encoded, because a host's name can't hold it otherwise.
  const isHidden = (takes & ASKS) !== 0 && (incoming & DECODED) !== 0;
  if (isHidden || ((takes & SENDS) !== 0 && (incoming & SECRET) !== 0)) add(assessment, EXFILTRATE, row);
  if ((takes & CONNECTS) !== 0 && (incoming & SHELL) !== 0) add(assessment, REMOTE_SHELL, row);
  if ((takes & STOPS) === 0) return;
  if ((incoming & GATE) !== 0) add(assessment, TAMPER, row);
  if ((incoming & GUARD) !== 0) add(assessment, BLIND, row);
  if ((incoming & DAEMON) !== 0) add(assessment, STOP, row);
}

/** Whether a connection is opened, or waited for. */
function reachesOut({ effects }: Assessment, rows: number): boolean {
  for (let row = 0; row < rows; row++) {
    const isConnected = ((TAKES[effects.effect(row)] as number) & CONNECTS) !== 0;
    if (isConnected || effects.place(row) === Place.CONNECTION) return true;
  }
  return false;
}

/** Running what the network or an encoding let out; returns whether it is that. */
function addRun(assessment: Assessment, incoming: number, row: number): boolean {
  if ((incoming & FETCHED) !== 0) add(assessment, CODE_FETCHED, row);
  else if ((incoming & DECODED) !== 0) add(assessment, CODE_DECODED, row);
  return (incoming & (FETCHED | DECODED)) !== 0;
}

/** Whether anything can flow between commands, or within one. */
function flowing(assessment: Assessment, capabilities: number): boolean {
  const reaching = Capability.CREDENTIAL_ACCESS | Capability.NETWORK_ACCESS;
  return assessment.reading.invocations.count > 1 || (capabilities & reaching) !== 0;
}

function lower(values: Int32Array, index: number, value: number): void {
  if (value < (values[index] as number)) values[index] = value;
}
