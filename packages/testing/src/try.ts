import { createContext, decide, explain, VERDICTS, tables } from '@capgate/core';
const ctx = createContext({ workspace:'/home/dev/project', home:'/home/dev', workingDirectory:'/home/dev/project' });
console.log(tables.nodeCount);
for (const c of process.argv.slice(2)) { const e = explain({kind:'command',command:c},ctx); console.log(c,'=>',e.verdict,e.risk,e.capabilities.join(','),e.descriptor); for (const r of e.reasons) console.log('   ',r.code,r.message,JSON.stringify(c.slice(r.span.start,r.span.end))); for (const f of e.effects) console.log('     -',f.effect,f.message,f.risk,f.place); }
