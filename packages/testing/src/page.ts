/** A page of a file, as a browser shows it. */
import { pathToFileURL } from 'node:url';

/** What is asked of Playwright's pages, whose own types need those of the DOM. */
interface Watched {
  on(event: 'console', listener: (message: { text(): string }) => void): unknown;
  on(event: 'pageerror', listener: (error: Error) => void): unknown;
  on(event: 'request', listener: (request: { url(): string }) => void): unknown;
  goto(url: string): Promise<unknown>;
}

interface PageLook {
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
}

interface Launched<Tab extends Watched> {
  newContext(look: {
    viewport: { width: number; height: number };
    colorScheme?: 'light' | 'dark';
  }): Promise<{ newPage(): Promise<Tab> }>;
}

export interface OpenedPage<Tab> {
  readonly tab: Tab;
  /** Errors, violations of the page's policy, and whatever was fetched beside the page itself. */
  readonly faults: readonly string[];
}

export async function openPage<Tab extends Watched>(
  browser: Launched<Tab>,
  path: string,
  { width = 1_000, ...look }: PageLook = {},
): Promise<OpenedPage<Tab>> {
  const context = await browser.newContext({ ...look, viewport: { width, height: 900 } });
  const tab = await context.newPage();
  const faults: string[] = [];
  tab.on('console', (message) => faults.push(message.text()));
  tab.on('pageerror', (error) => faults.push(error.message));
  tab.on('request', (request) => faults.push(request.url()));
  await tab.goto(pathToFileURL(path).href);
  return { tab, faults: faults.slice(1) };
}
