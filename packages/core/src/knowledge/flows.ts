/** What follows from commands together: code that comes from the network, secrets that go there. */
import { Capability } from '../descriptor/capabilities.ts';
import { type Assessment, NONE } from './assessment.ts';
import { EFFECT_NAMES, type EffectName } from './effects.ts';
import { PLACE_COUNT, RISK_TABLES } from './risk.ts';
import { effectNumber } from './tables.ts';

/** What flows out of a command; bit `i` is kind `i`. */
const FETCHED = 1;
const DECODED = 2;
const SECRET = 4;
const KINDS = 3;
const NEVER = 0x7fffffff;

/** What each effect lets out of its command. */
const LETS_OUT: Uint8Array = effectFlags({
  'network.fetch': FETCHED,
  'network.connect': FETCHED,
  'inspect.decoded': DECODED,
});
/** Effects that run what flows in. */
const RUNS: Uint8Array = effectFlags({ 'code.stdin': 1, 'code.unresolved': 1, 'dynamic.command': 1, 'file.run': 1 });
/** Effects that send away what flows in. */
const SENDS: Uint8Array = effectFlags({
  'network.send': 1,
  'network.connect': 1,
  'network.fetch': 1,
  'file.upload': 1,
  'network.login': 1,
  'network.probe': 1,
});
/** Effects that send away what the command itself reads. */
const SENDS_OWN: Uint8Array = effectFlags({ 'network.send': 1, 'network.connect': 1, 'file.upload': 1 });

const CODE_FETCHED: number = effectNumber('code.fetched');
const CODE_DECODED: number = effectNumber('code.decoded');
const EXFILTRATE: number = effectNumber('network.exfiltrate');
const RUN: number = effectNumber('file.run');

function effectFlags(values: Readonly<Partial<Record<EffectName, number>>>): Uint8Array {
  const flags = new Uint8Array(EFFECT_NAMES.length);
  for (const [name, value] of Object.entries(values)) flags[effectNumber(name as EffectName)] = value;
  return flags;
}

/** Finds flows in time linear in the number of effects. Holds scratch memory. */
export class Flows {
  /** By invocation: what its substitutions let out. */
  #inside: Uint8Array = new Uint8Array(64);
  /** By invocation: what it lets out itself. */
  #own: Uint8Array = new Uint8Array(64);
  /** By invocation: whether it reads a secret from a path itself. */
  #reads: Uint8Array = new Uint8Array(64);
  /** By pipeline and kind: the first stage that lets it out, what lies in inner pipelines included. */
  #stage: Int32Array = new Int32Array(96);

  /**
   * Adds the effects that only several commands together have. `files`: rows of effects, two by two,
   * of which one writes a file and the other runs it.
   */
  addTo(assessment: Assessment, files: readonly number[]): void {
    const { effects } = assessment;
    const rows = effects.count;
    let capabilities = 0;
    for (let row = 0; row < rows; row++) capabilities |= effects.capabilities(row);
    if (
      (capabilities & (Capability.NETWORK_ACCESS | Capability.CODE_EXECUTION)) === 0 ||
      !flowing(assessment, capabilities)
    )
      return;
    this.#collect(assessment, rows);
    for (let row = 0; row < rows; row++) this.#join(assessment, row);
    for (let at = 0; at < files.length; at += 2)
      this.#joinFile(assessment, files[at] as number, files[at + 1] as number);
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
      const out = (LETS_OUT[effects.effect(row)] as number) | (secret ? SECRET : 0);
      const invocation = frames.invocation(effects.frame(row));
      if (out === 0 || invocation < 0) continue;
      this.#own[invocation] = (this.#own[invocation] as number) | out;
      if (secret && effects.place(row) !== 0) this.#reads[invocation] = 1;
      this.#letOut(assessment, invocation, out);
    }
  }

  #clear(invocations: number, pipelines: number): void {
    if (this.#inside.length < invocations) {
      this.#inside = new Uint8Array(invocations * 2);
      this.#reads = new Uint8Array(invocations * 2);
      this.#own = new Uint8Array(invocations * 2);
    }
    if (this.#stage.length < pipelines * KINDS) this.#stage = new Int32Array(pipelines * KINDS * 2);
    this.#inside.fill(0, 0, invocations);
    this.#reads.fill(0, 0, invocations);
    this.#own.fill(0, 0, invocations);
    this.#stage.fill(NEVER, 0, pipelines * KINDS);
  }

  #letOut(assessment: Assessment, invocation: number, out: number): void {
    const { invocations, pipelines } = assessment.reading;
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
    if (invocation < 0 || ((RUNS[effect] as number) | (SENDS[effect] as number)) === 0) return;
    const inside = this.#inside[invocation] as number;
    const incoming = effect === RUN ? inside : inside | this.#upstream(assessment, invocation);
    if (RUNS[effect] === 1) addRun(assessment, incoming, row);
    const own = SENDS_OWN[effect] === 1 && this.#reads[invocation] === 1;
    if (SENDS[effect] === 1 && (own || (incoming & SECRET) !== 0)) add(assessment, EXFILTRATE, row);
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

/** Running what the network or an encoding let out. */
function addRun(assessment: Assessment, incoming: number, row: number): void {
  if ((incoming & FETCHED) !== 0) add(assessment, CODE_FETCHED, row);
  else if ((incoming & DECODED) !== 0) add(assessment, CODE_DECODED, row);
}

/** Whether anything can flow between commands, or within one. */
function flowing(assessment: Assessment, capabilities: number): boolean {
  return assessment.reading.invocations.count > 1 || (capabilities & Capability.CREDENTIAL_ACCESS) !== 0;
}

function lower(values: Int32Array, index: number, value: number): void {
  if (value < (values[index] as number)) values[index] = value;
}

function add(assessment: Assessment, effect: number, cause: number): void {
  const { effects } = assessment;
  const at = effect * PLACE_COUNT;
  const word = effects.word(cause);
  effects.add(
    effect,
    0,
    RISK_TABLES.risk[at] as number,
    RISK_TABLES.capabilities[at] as number,
    word,
    effects.frame(cause),
  );
}
