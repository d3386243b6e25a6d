/**
 * Changes a policy through a gate's socket, again and again, through its deaths. Says `made N VERSION` once the
 * gate said that its Nth change holds, and `torn` where it saw half of one.
 */
import { writeSync } from 'node:fs';
import { Wire } from './wire.ts';

interface Latest {
  readonly version: number;
  readonly document: { readonly statistics?: Readonly<Record<string, number | string>> };
}

const [path = '', name = ''] = process.argv.slice(2);
let made = 0;

/** Ends when the gate does. */
async function write(wire: Wire): Promise<void> {
  for (;;) {
    const { version, document } = (await wire.call('/latest')).body as Latest;
    const { [name]: before = 0, left, right, ...others } = document.statistics ?? {};
    if (left !== right) writeSync(1, `torn ${left} ${right}\n`);
    const own = Number(before) + 1;
    // Nobody else's change of the shared keys is the same, so that those made side by side conflict.
    const mark = `${name} ${own}`;
    const statistics = { ...others, [name]: own, left: mark, right: mark };
    const reply = await wire.call('/change', { parent: version, document: { statistics } });
    if (reply.status !== 200) continue;
    const { version: mine } = reply.body as Latest;
    writeSync(1, `made ${own} ${mine}\n`);
    if (made++ % 5 === 0) await wire.call('/activate', { version: mine });
    const active = ((await wire.call('/active')).body as Latest).document.statistics ?? {};
    if (active['left'] !== active['right']) writeSync(1, `torn ${active['left']} ${active['right']}\n`);
  }
}

for (;;) {
  try {
    await write(await Wire.open(path));
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
