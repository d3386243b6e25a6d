import { readdirSync } from 'node:fs';
import { compileKnowledge } from '../../core/src/knowledge/compile.ts';
const d = new URL('../../core/src/knowledge/families/', import.meta.url);
const good: string[] = []; const seen = new Map<string,string>();
for (const f of readdirSync(d).sort()) { if (f === 'index.ts') continue;
  try { const m = await import(new URL(f, d).href); 
    const fams = Object.entries(m);
    compileKnowledge(fams.map(([,v])=>v as any));
    let dup=false;
    for (const [,fam] of fams) for (const k of Object.keys(fam as object)) for (const n of k.split(/\s+/)) { if (seen.has(n)) { console.log('DUP', n, f, seen.get(n)); dup=true;} else seen.set(n,f); }
    if (!dup) good.push(f);
  } catch (e) { console.log('BAD', f, (e as Error).message); } }
console.log('tools', seen.size, 'files ok', good.length);
import { writeFileSync, readFileSync } from 'node:fs';
let out = "/** Every family, in the order of their files' names. */\nimport type { Family } from '../spec.ts';\n"; const all: string[] = [];
for (const f of good) { const n = [...readFileSync(new URL(f, d),'utf8').matchAll(/^export const (\w+)/gm)].map(m=>m[1]!); out += `import { ${n.join(', ')} } from './${f}';\n`; all.push(...n); }
out += `\nexport const families: readonly Family[] = [\n${all.map(n=>`  ${n},\n`).join('')}];\n`;
writeFileSync(new URL('index.ts', d), out);
