/** Everything that `explain` can explain. */
import { capabilityNames, EFFECT_NAMES, type EffectName, effectOf, PLACE_NAMES, placeOf, RISKS } from '@capgate/core';
import { SCAN_TEXTS } from '../scan/reading.ts';
import {
  CAPABILITY_TEXTS,
  DESCRIPTOR_ERROR_TEXTS,
  LINT_TEXTS,
  POLICY_ERROR_TEXTS,
  REGISTRY_ERROR_TEXTS,
  REQUEST_ERROR_TEXTS,
  RISK_TEXTS,
} from './texts.ts';

export interface Topic {
  readonly code: string;
  /** What kind of code it is: `effect`, `capability`, `error of descriptors` … */
  readonly kind: string;
  readonly says: string;
  /** Further facts, each with its name. */
  readonly facts: Readonly<Record<string, string>>;
}

/** All topics. One code may stand for several things: LENGTH is an error of descriptors and of registries. */
export function topics(): Topic[] {
  return [
    ...EFFECT_NAMES.map(effectTopic),
    ...listed('risk', RISK_TEXTS),
    ...listed('capability', CAPABILITY_TEXTS),
    ...PLACE_NAMES.map((code) => {
      const { scope, summary } = placeOf(code);
      return { code, kind: 'place', says: summary, facts: { scope } };
    }),
    ...Object.entries(SCAN_TEXTS).map(([code, { says, risk, advice }]) => ({
      code,
      kind: 'finding of scan',
      says,
      facts: { risk, advice },
    })),
    ...listed('finding of policy lint', LINT_TEXTS),
    ...listed('error of policies', POLICY_ERROR_TEXTS),
    ...listed('error of descriptors', DESCRIPTOR_ERROR_TEXTS),
    ...listed('error of registries', REGISTRY_ERROR_TEXTS),
    ...listed('error of check --jsonl', REQUEST_ERROR_TEXTS),
  ];
}

/** The topics of `code`; a rule of a policy is explained by the policy, and here is said how. */
export function topicsOf(code: string): Topic[] {
  if (code.startsWith('policy.')) {
    const says = `the rule ${code.slice('policy.'.length)} of a policy said so; capgate policy explain FILE shows it`;
    return [{ code, kind: 'rule', says, facts: {} }];
  }
  return topics().filter((topic) => topic.code === code);
}

function listed(kind: string, texts: Readonly<Record<string, string>>): Topic[] {
  return Object.entries(texts).map(([code, says]) => ({ code, kind, says, facts: {} }));
}

function effectTopic(code: EffectName): Topic {
  const { says, risk, capabilities, at, advice } = effectOf(code);
  const names = capabilityNames(capabilities);
  return {
    code,
    kind: 'effect',
    says: says.replace('{}', '…'),
    facts: {
      risk: RISKS[risk],
      ...(at === undefined ? {} : { 'risk by place': risksByPlace(at) }),
      capabilities: names.length === 0 ? 'none' : names.join(' '),
      ...(advice === undefined ? {} : { advice }),
    },
  };
}

/** `CRITICAL: gate, disk; HIGH: token`, the greatest first. */
function risksByPlace(at: NonNullable<ReturnType<typeof effectOf>['at']>): string {
  const parts = RISKS.map((name, risk) => {
    const places = PLACE_NAMES.filter((place) => at[place] === risk);
    return places.length === 0 ? '' : `${name}: ${places.join(', ')}`;
  });
  return parts
    .toReversed()
    .filter((part) => part !== '')
    .join('; ');
}
