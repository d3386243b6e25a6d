/** What a browser says of its own work: long tasks (W3C, Long Tasks API), and the memory of scripts. */
import type { CDPSession, Page as Tab } from 'playwright-core';

declare global {
  interface Window {
    longTasks: { readonly endMs: number; readonly durationMs: number }[];
  }
}

/** After the last long task nothing of the start is under way. */
const QUIET_MS = 1_000;

export class Observed {
  readonly #tab: Tab;
  readonly #session: CDPSession;

  private constructor(tab: Tab, session: CDPSession) {
    this.#tab = tab;
    this.#session = session;
  }

  /** From the next page on that the tab loads. */
  static async of(tab: Tab): Promise<Observed> {
    await tab.addInitScript(() => {
      window.longTasks = [];
      new PerformanceObserver((list) => {
        for (const { startTime, duration } of list.getEntries())
          window.longTasks.push({ endMs: startTime + duration, durationMs: duration });
      }).observe({ type: 'longtask', buffered: true });
    });
    return new Observed(tab, await tab.context().newCDPSession(tab));
  }

  /** What is shown now is shown: since when, or since the last long task that followed the page's beginning. */
  async interactiveMs(): Promise<number> {
    const shownMs = await this.#tab.evaluate(() => performance.now());
    await this.#tab.waitForTimeout(QUIET_MS);
    const lastMs = await this.#tab.evaluate(() => Math.max(0, ...window.longTasks.map(({ endMs }) => endMs)));
    return Math.max(shownMs, lastMs);
  }

  async forget(): Promise<void> {
    await this.#tab.evaluate(() => void window.longTasks.splice(0));
  }

  /** How long each of them took. */
  longTasks(): Promise<number[]> {
    return this.#tab.evaluate(() => window.longTasks.map(({ durationMs }) => durationMs));
  }

  async heapBytes(): Promise<number> {
    await this.#session.send('HeapProfiler.enable');
    await this.#session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await this.#session.send('Runtime.getHeapUsage');
    return usedSize;
  }
}
