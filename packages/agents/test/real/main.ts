/** `npm run agents:real`: a temporary dump. */
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { AGENTS } from './agents/index.ts';
import { CASES } from './cases.ts';
import { copyOfCapgate } from './gate.ts';
import { install } from './install.ts';
import { tryCase } from './trial.ts';

const capgate = copyOfCapgate();
const [names = '', cases = ''] = process.argv.slice(2);
try {
  for (const agent of AGENTS.filter(({ name }) => names.split(',').includes(name))) {
    const folder = install(agent.name);
    for (const one of CASES.filter(({ name }) => cases === '' || cases.split(',').includes(name))) {
      const seen = await tryCase({ agent, folder, capgate }, one);
      console.log(agent.name, '|', one.name, '|', JSON.stringify(seen?.effects), JSON.stringify(one.effects), seen?.callCount, Math.round(seen?.ms ?? 0));
      console.log('    told:', seen?.told.slice(0, 400)); if (process.env['T']) console.log('    tools:', seen?.offered.join(' '));
      if (process.env['V']) console.log('    out:', seen?.ended.stdout.slice(-1500), '\n    err:', seen?.ended.stderr.slice(-1500), seen?.ended.status, seen?.ended.hasTimedOut);
    }
  }
} finally {
  rmSync(dirname(dirname(capgate)), { recursive: true });
}
