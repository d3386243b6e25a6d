/** Risk and capabilities of every effect at every place, laid out for the hot path. */
import { EFFECT_NAMES, effectOf } from './effects.ts';
import { PLACE_NAMES, placeOf } from './places.ts';

export const PLACE_COUNT: number = PLACE_NAMES.length;

/** How an effect's target is read. */
export const TargetKind = { NAME: 0, PATH: 1, URL: 2 } as const;

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
}

function build(): RiskTables {
  const size = EFFECT_NAMES.length * PLACE_COUNT;
  const risk = new Uint8Array(size);
  const capabilities = new Int32Array(size);
  const targetKind = new Uint8Array(EFFECT_NAMES.length);
  const changes = new Uint8Array(EFFECT_NAMES.length);
  EFFECT_NAMES.forEach((name, row) => {
    const effect = effectOf(name);
    changes[row] = effect.path === 'change' ? 1 : 0;
    targetKind[row] =
      effect.path !== undefined ? TargetKind.PATH : URL_EFFECTS.has(name) ? TargetKind.URL : TargetKind.NAME;
    PLACE_NAMES.forEach((placeName, column) => {
      const at = row * PLACE_COUNT + column;
      const place = placeOf(placeName);
      const added = effect.path === 'observe' ? place.onObserve : effect.path === 'change' ? place.onChange : 0;
      risk[at] = effect.at?.[placeName] ?? effect.risk;
      capabilities[at] = effect.capabilities | (added ?? 0);
    });
  });
  return { risk, capabilities, targetKind, changes };
}

export const RISK_TABLES: RiskTables = build();
