import { seeded, commandLine } from './generate/index.ts';
process.argv.splice(2);
const { core, slow } = await import('./compare.tmp.ts');
const n = Number(process.env['N'] ?? 3000), seed = Number(process.env['SEED'] ?? 1);
let bad = 0; const t = Date.now(); const seen = new Map<string, {line: string, c: any, s: any, k: number}>();
const diff = (x: string) => { const a = core(x, 'balanced'), b = slow(x, 'balanced'); if (a.effects.some(e=>e.startsWith('text.excessive')) && b.effects.some(e=>e.startsWith('text.excessive'))) return undefined; return JSON.stringify(a) !== JSON.stringify(b) ? { a, b } : undefined; };
for (let i = 0; i < n; i++) { const line = commandLine(seeded(seed * 1e6 + i)); let d; try { d = diff(line); } catch (e) { console.log('THROW', JSON.stringify(line), e); continue; }
 if (!d) continue; bad++;
 let small = line; let again = true; while (again) { again = false; for (let len = Math.max(1, small.length >> 1); len >= 1; len = len >> 1) for (let at = 0; at + len <= small.length; at += len) { const next = small.slice(0, at) + small.slice(at + len); try { if (diff(next)) { small = next; again = true; at -= len; } } catch {} } }
 const dd = diff(small); if (!dd) { console.log("UNSTABLE", JSON.stringify(small)); continue; } d = dd; const only = (x: string[], y: string[]) => { const r = [...y]; return x.filter((e) => { const k = r.indexOf(e); if (k >= 0) { r.splice(k, 1); return false; } return true; }); };
 const c = only(d.a.effects, d.b.effects), s = only(d.b.effects, d.a.effects); const key = c.map(e=>e.split(' ')[0]).join()+'|'+s.map(e=>e.split(' ')[0]).join(); const old = seen.get(key); if (!old || old.line.length > small.length) seen.set(key, { line: small, c, s, k: (old?.k ?? 0) + 1 }); else old.k++; }
for (const { line, c, s, k } of [...seen.values()].sort((x, y) => y.k - x.k).slice(0, Number(process.env['MAX'] ?? 45))) console.log(k, JSON.stringify(line), '\n   core', c.join(' | '), '\n   slow', s.join(' | '));
console.log(n, 'bad', bad, Date.now() - t, 'ms');
