import { createContext, decide, VERDICTS, EFFECT_NAMES, PLACE_NAMES, CAPABILITY_MASK, commandHash } from '@capgate/core';
import { decideSlowly } from './reference/index.ts';
import { loadCorpora, corpusFolder, distinctCommands } from './corpora.ts';
const folders = { workingDirectory: '/home/dev/project', workspace: '/home/dev/project', home: '/home/dev' };
const contexts = { balanced: createContext({ ...folders, mode: 'balanced' }), strict: createContext({ ...folders, mode: 'strict' }) };
export function core(command: string, mode: 'balanced'|'strict') {
  const d = decide({ kind: 'command', command }, contexts[mode]);
  const { effects, reading } = contexts[mode].assessment;
  const list = Array.from({ length: effects.count }, (_, row) => { const w = effects.word[row]!; return `${EFFECT_NAMES[effects.effect[row]!]}@${PLACE_NAMES[effects.place[row]!]} ${JSON.stringify(w < 0 ? '' : reading.text(w))}`; }).sort();
  return { verdict: VERDICTS[d.verdict], risk: d.risk, capabilities: d.flags & CAPABILITY_MASK, effects: list, hash: d.commandHash };
}
export function slow(command: string, mode: 'balanced'|'strict') { const r = decideSlowly(command, mode, folders); const { name, ...rest } = r; return { ...rest, hash: commandHash(name) >>> 0 }; }
const lines = process.argv.length > 2 ? process.argv.slice(2) : distinctCommands(loadCorpora(corpusFolder()));
let bad = 0; const t = Date.now();
for (const line of lines) { const a = core(line, 'balanced'), b = slow(line, 'balanced'); if (JSON.stringify(a) !== JSON.stringify(b)) { bad++; if (bad <= Number(process.env['MAX'] ?? 40)) { console.log('---', JSON.stringify(line)); const only = (x: string[], y: string[]) => x.filter((e) => !y.includes(e)); console.log('core', a.verdict, a.risk, only(a.effects, b.effects), a.hash === b.hash ? '' : 'HASH'); console.log('slow', b.verdict, b.risk, only(b.effects, a.effects)); } } }
console.log(lines.length, 'lines', bad, 'differences', Date.now() - t, 'ms');
