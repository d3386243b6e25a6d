/** The page as a person has it: built, served by a gate with its port open, in a browser. */
import { fileURLToPath } from 'node:url';
import { type Extension, type GateParts, readPage } from '@capgate/gate';
import { CHROMIUM_FLAGS } from '@capgate/testing';
import { type Browser, type BrowserContext, chromium, type Page as Tab } from 'playwright-core';
import type { InstalledHooks } from '../../cli/src/doctor/look.ts';
import { enforcementExtension } from '../../cli/src/serve/enforcement.ts';
import { hooksOf } from '../../cli/src/serve/hooks.ts';
import { installedHooksExtension } from '../../cli/src/serve/installed-hooks.ts';
import type { HttpParts } from '../../gate/src/http/server.ts';
import { person, TestService } from '../../gate/test/http/harness.ts';

export const PAGE_FOLDER = fileURLToPath(new URL('../../cli/dist/console', import.meta.url));

/** What a page did that it must not do, by the tab's own account. */
export interface Watched {
  readonly tab: Tab;
  /** Violations of the page's policy, errors and whatever was sent elsewhere. */
  readonly faults: string[];
}

interface WorldParts {
  readonly version?: string;
  /** In the place of the one that a service of its own always has. */
  readonly extensions?: readonly Extension[];
  /** What a look at agents' settings finds; no agent where absent. */
  readonly installedHooks?: () => InstalledHooks;
  readonly config?: HttpParts['config'];
  /** What is known of who asks for approvals; nothing where absent. */
  readonly ancestryOf?: NonNullable<GateParts['ancestryOf']>;
}

const NO_HOOKS: InstalledHooks = { home: '/home/user', isPersons: true, agents: [] };

export class World {
  readonly service: TestService;
  readonly browser: Browser;
  /** Of an agent, which may ask and look. */
  readonly token: string;

  private constructor(service: TestService, browser: Browser, token: string) {
    this.service = service;
    this.browser = browser;
    this.token = token;
  }

  static async start(executablePath: string, parts: WorldParts = {}): Promise<World> {
    const page = readPage(PAGE_FOLDER);
    if (page === undefined) throw new Error(`expected the built page in ${PAGE_FOLDER}, met none; npm run build`);
    const { installedHooks = () => NO_HOOKS, config = () => ({ readAt: Date.now(), waiting: [], settings: [] }) } =
      parts;
    const look = (): Promise<InstalledHooks> => Promise.resolve(installedHooks());
    const extensions = [hooksOf(), enforcementExtension(), installedHooksExtension(look)];
    const service = await TestService.start({ page, config }, { extensions, ...parts });
    const browser = await chromium.launch({ executablePath, headless: true, args: [...CHROMIUM_FLAGS] });
    return new World(service, browser, await service.token('service', ['decide', 'read'], 'runner'));
  }

  async end(): Promise<void> {
    await this.browser.close();
    await this.service.end();
  }

  /** A tab at this place of the page, signed in unless told otherwise. */
  async open(hash = '#/', options: OpenOptions = {}): Promise<Watched> {
    const { caller = person, scheme = 'light', isSignedIn = true, size = SIZE, origin = this.service.origin } = options;
    const context = await this.browser.newContext({ colorScheme: scheme, viewport: size, reducedMotion: 'reduce' });
    const watched = await watchedTab(context, origin);
    if (isSignedIn) {
      const { code } = this.service.signIns.offer(caller);
      await watched.tab.goto(`${origin}/sign-in/${code}`);
    }
    await watched.tab.goto(`${origin}/${hash}`);
    return watched;
  }

  async decide(
    command: string,
    more: object = {},
  ): Promise<{ readonly decision: string; readonly approval: string; readonly verdict: string }> {
    const { status, body } = await this.service.ask('POST', '/v1/decisions', this.token, {
      action: { kind: 'command', command },
      agent: 'claude-code',
      session: 's-20',
      cwd: '/home/user/work/shop',
      workspace: '/home/user/work/shop',
      ...more,
    });
    if (status !== 200) throw new Error(`expected a decision, met ${status} ${JSON.stringify(body)}`);
    return body;
  }
}

const SIZE = { width: 1360, height: 860 };

interface OpenOptions {
  /** By which it is reached; the service's own where absent. */
  readonly origin?: string;
  readonly caller?: typeof person;
  readonly scheme?: 'light' | 'dark';
  readonly isSignedIn?: boolean;
  readonly size?: { readonly width: number; readonly height: number };
}

async function watchedTab(context: BrowserContext, origin: string): Promise<Watched> {
  const tab = await context.newPage();
  const faults: string[] = [];
  tab.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  await tab.exposeBinding('toldOfViolation', (_, text: string) => faults.push(text));
  await tab.addInitScript(`addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) =>
    toldOfViolation('against the policy: ' + [effectiveDirective, blockedURI, sample].join(' ')))`);
  tab.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith('blob:'))
      faults.push(`sent to ${request.url()}`);
  });
  return { tab, faults };
}
