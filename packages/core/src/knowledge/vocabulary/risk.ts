/** Risk and capabilities of every effect at every place, laid out for the hot path. */
import { EFFECT_NAMES, effectOf } from './effects.ts';
import { PLACE_NAMES, type PlaceName, placeOf } from './places.ts';

export const PLACE_COUNT: number = PLACE_NAMES.length;

/** How an effect's target is read. */
export const TargetKind = { NAME: 0, PATH: 1, URL: 2 } as const;

/** What an effect reaches beside its target. */
export const Reach = { NOTHING: 0, BELOW: 1, PROCESS: 2 } as const;

/** Effects whose target is a URL or host, and may be this machine. */
const URL_EFFECTS: ReadonlySet<string> = new Set([
  'network.fetch',
  'network.send',
  'network.connect',
  'network.login',
  'remote.run',
]);

interface RiskTables {
  /** Row of an effect, column of a place. */
  readonly risk: Uint8Array;
  readonly capabilities: Int32Array;
  readonly targetKind: Uint8Array;
  /** 1 where the target is a path that is changed. */
  readonly changes: Uint8Array;
  readonly reaches: Uint8Array;
}

function build(): RiskTables {
  const size = EFFECT_NAMES.length * PLACE_COUNT;
  const risk = new Uint8Array(size);
  const capabilities = new Int32Array(size);
  const targetKind = new Uint8Array(EFFECT_NAMES.length);
  const changes = new Uint8Array(EFFECT_NAMES.length);
  const reaches = new Uint8Array(EFFECT_NAMES.length);
  const none = PLACE_NAMES.map(() => 0);
  const added = {
    observe: PLACE_NAMES.map((name) => placeOf(name).onObserve ?? 0),
    change: PLACE_NAMES.map((name) => placeOf(name).onChange ?? 0),
  };
  EFFECT_NAMES.forEach((name, row) => {
    const effect = effectOf(name);
    changes[row] = effect.path === 'change' ? 1 : 0;
    if (effect.reaches !== undefined) reaches[row] = effect.reaches === 'below' ? Reach.BELOW : Reach.PROCESS;
    targetKind[row] =
      effect.path !== undefined ? TargetKind.PATH : URL_EFFECTS.has(name) ? TargetKind.URL : TargetKind.NAME;
    const from = row * PLACE_COUNT;
    const ownAdded = effect.path === undefined ? none : added[effect.path];
    risk.fill(effect.risk, from, from + PLACE_COUNT);
    ownAdded.forEach((more, column) => (capabilities[from + column] = effect.capabilities | more));
    for (const [place, at] of Object.entries(effect.at ?? {}))
      risk[from + PLACE_NAMES.indexOf(place as PlaceName)] = at;
  });
  return { risk, capabilities, targetKind, changes, reaches };
}

export const RISK_TABLES: RiskTables = build();
