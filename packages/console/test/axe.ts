/** What axe finds wrong with a page for whoever uses it otherwise than by eyes and a mouse. */
import axe from 'axe-core';
import type { Page as Tab } from 'playwright-core';

/** The rules that axe found broken in a serious or critical way. */
export async function seriousIn(tab: Tab): Promise<string[]> {
  await tab.evaluate(axe.source);
  const found = await tab.evaluate<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>(
    'axe.run(document, { resultTypes: ["violations"] })',
  );
  return found.violations.filter(({ impact }) => ['serious', 'critical'].includes(impact)).map(({ id }) => id);
}
