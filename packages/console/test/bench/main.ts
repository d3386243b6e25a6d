/**
 * `npm run bench:console [-- --rows N --seconds N --trace FILE]`: what the page costs a browser: its start, and scrolling while a gate
 * decides 2,000 a second, beside a store that holds many. The gate is `capgate serve` as it is built, the browser Debian's.
 * The figures hold for this machine and its load; no bar is enforced. A trace, for Chromium's developer tools, says what the
 * page was at while it scrolled; taking it makes all of it slower.
 */
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { CHROMIUM_FLAGS, formatSection, type Section } from '@capgate/testing';
import { type Browser, chromium, type Page as Tab } from 'playwright-core';
import { asPerson, type Measured, withServer } from '../../../cli/test/bench/processes.ts';
import { Asker } from './asker.ts';
import { Observed } from './observed.ts';

const CHROMIUM = '/usr/bin/chromium';
const STARTS = 7;
/** Of the time: until as many rows are held as ever are. */
const WARM_UP_SHARE = 0.25;
const RATE = 2_000;
/** How often the wheel is turned. */
const TURN_MS = 50;
const TURN_PIXELS = 400;
const TRACED = ['-*', 'toplevel', 'devtools.timeline', 'disabled-by-default-v8.cpu_profiler', 'v8'];

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '600' },
    trace: { type: 'string' },
  },
});

async function main(): Promise<void> {
  console.log(`Node ${process.version}, ${availableParallelism()} cores, load ${(loadavg()[0] ?? 0).toFixed(2)}\n`);
  await withServer('gate', async (server) => {
    const asker = new Asker(server);
    const browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: [...CHROMIUM_FLAGS] });
    try {
      await asker.ask(100);
      console.log(formatSection(await starts(browser, server)));
      await asker.ask(Number(values.rows));
      console.log(formatSection(await scrolling(browser, server, asker, Number(values.seconds) * 1_000)));
    } finally {
      await browser.close();
      asker.close();
    }
  });
}

async function signedIn(browser: Browser, { home, port }: Measured): Promise<Tab> {
  const tab = await (await browser.newContext({ viewport: { width: 1360, height: 860 } })).newPage();
  const printed = asPerson(home, ['open', '--address', `http://127.0.0.1:${port}`]);
  const [url = ''] = /http:\S+\/sign-in\/\S+/u.exec(printed) ?? [];
  await tab.goto(url);
  await tab.getByRole('heading', { level: 1 }).waitFor();
  return tab;
}

/** Each in a context of its own, so that nothing is in a cache. */
async function starts(browser: Browser, server: Measured): Promise<Section> {
  const times: number[] = [];
  for (let start = 0; start < STARTS; start++) {
    const tab = await signedIn(browser, server);
    const session = await tab.context().newCDPSession(tab);
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    const observed = await Observed.of(tab);
    await tab.reload();
    await tab.getByText('Decisions a second').first().waitFor();
    times.push(await observed.interactiveMs());
    await tab.context().close();
  }
  times.sort((a, b) => a - b);
  return {
    title: 'the page, from its address to the first figures, and no task above 50 ms after that; nothing cached',
    notes: [`${STARTS} starts`],
    rows: [
      { name: 'interactive: median', unit: 'ms', value: times[STARTS >> 1] ?? Number.NaN, bar: { limit: 1_000 } },
      { name: 'interactive: slowest', unit: 'ms', value: times.at(-1) ?? Number.NaN },
    ],
  };
}

async function scrolling(browser: Browser, server: Measured, asker: Asker, durationMs: number): Promise<Section> {
  const tab = await signedIn(browser, server);
  const observed = await Observed.of(tab);
  await tab.goto(`http://127.0.0.1:${server.port}/#/decisions`);
  await tab.reload();
  await tab.getByRole('region', { name: /Decisions/u }).hover();
  const asked = asker.askEvery(RATE, durationMs);
  await turned(tab, durationMs * WARM_UP_SHARE);
  const before = await observed.heapBytes();
  await observed.forget();
  if (values.trace !== undefined) await browser.startTracing(tab, { path: values.trace, categories: TRACED });
  await turned(tab, durationMs * (1 - WARM_UP_SHARE));
  if (values.trace !== undefined) await browser.stopTracing();
  const perSecond = (await asked) / (durationMs / 1_000);
  const tasks = await observed.longTasks();
  const after = await observed.heapBytes();
  const measuredS = (durationMs * (1 - WARM_UP_SHARE)) / 1_000;
  return {
    title: `scrolling for ${durationMs / 1_000} s while decisions come; ${values.rows} in the store before`,
    notes: ['tasks are those that the browser reports: 50 ms and longer; memory after collecting'],
    rows: [
      { name: 'decisions', unit: '/s', value: perSecond, bar: { limit: RATE * 0.95, atLeast: true } },
      { name: 'tasks above 50 ms', unit: '/s', value: tasks.length / measuredS, bar: { limit: 0 } },
      { name: 'longest of them', unit: 'ms', value: Math.max(0, ...tasks) },
      { name: 'memory after a quarter of it', unit: 'MB', value: before / 1e6 },
      { name: 'memory at the end: times that', unit: '×', value: after / before, bar: { limit: 1.5 } },
    ],
  };
}

/** As somebody does who looks for something: down, and back up again. */
async function turned(tab: Tab, durationMs: number): Promise<void> {
  const endMs = performance.now() + durationMs;
  for (let turn = 0; performance.now() < endMs; turn++) {
    await tab.mouse.wheel(0, turn % 200 < 150 ? TURN_PIXELS : -3 * TURN_PIXELS);
    await tab.waitForTimeout(TURN_MS);
  }
}

await main();
