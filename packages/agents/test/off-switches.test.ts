import { expect, test } from 'vitest';
import { type AgentName, offSwitch } from '../src/index.ts';

test.each<[AgentName, string, string | undefined]>([
  ['claude', '{ "disableAllHooks": true }', 'disableAllHooks'],
  ['claude', '{ "disableAllHooks": false }', undefined],
  ['claude', '{ "hooksConfig": { "enabled": false } }', undefined],
  ['gemini', '// why\n{ "hooksConfig": { "enabled": false, }, }', 'hooksConfig.enabled'],
  ['gemini', '{ "hooksConfig": { "disabled": ["other", "capgate"] } }', 'hooksConfig.disabled'],
  ['gemini', '{ "hooksConfig": { "enabled": true, "disabled": ["other"] } }', undefined],
  ['codex', '{ "disableAllHooks": true }', undefined],
  ['gemini', '{ "hooksConfig": 7 }', undefined],
  ['claude', '', undefined],
  ['claude', '[]', undefined],
])('of %s, %s', (agent, text, found) => {
  expect(offSwitch(agent, text)).toBe(found);
});
