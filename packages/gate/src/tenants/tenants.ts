/** Who shares the gate: tenants, made by the people of the default one. */
import { Turns } from '@capgate/base';
import { type Store, type Tenant } from '@capgate/store';
import { type Caller, checkMay } from '../callers/caller.ts';
import { GateError } from '../error.ts';
import type { Recorder } from '../recorder/recorder.ts';

export interface TenantParts {
  readonly recorder: Recorder;
  readonly store: Pick<Store, 'tenants'>;
  /** The tenant whose people run the gate. */
  readonly home: string;
}

/** More tenants than this one gate does not serve. */
const TENANTS_MAX = 100_000;
const PAGE_LIMIT = 1_000;

/** Throws `GateError` FORBIDDEN. */
export function checkTenant(caller: Caller, tenant: string): void {
  if (caller.tenant === tenant) return;
  throw new GateError('FORBIDDEN', `expected a caller of the tenant ${tenant}, met one of another`);
}

export class Tenants {
  readonly #parts: TenantParts;
  #names: Promise<Set<string>> | undefined;
  readonly #turns = new Turns();

  constructor(parts: TenantParts) {
    this.#parts = parts;
  }

  /** Whether a caller may do things for all tenants. */
  isOperator(caller: Caller): boolean {
    return caller.tenant === this.#parts.home;
  }

  /** Throws `GateError` FORBIDDEN. */
  checkOperator(caller: Caller): void {
    checkTenant(caller, this.#parts.home);
  }

  async has(tenant: string): Promise<boolean> {
    return tenant === this.#parts.home || (await this.#known()).has(tenant);
  }

  /** Throws `GateError` FORBIDDEN, CONFLICT where there is one, STATE where there are too many, UNAVAILABLE. */
  async create(caller: Caller, { tenant, name }: Pick<Tenant, 'tenant' | 'name'>): Promise<void> {
    checkMay(caller, 'admin');
    this.checkOperator(caller);
    await this.#turns.take(() => this.#create(tenant, name));
  }

  async #create(tenant: string, name: string): Promise<void> {
    if (await this.has(tenant)) throw new GateError('CONFLICT', 'expected a tenant that is new, met one that exists');
    const names = await this.#known();
    if (names.size >= TENANTS_MAX) throw new GateError('STATE', `expected at most ${TENANTS_MAX} tenants`);
    await this.#parts.recorder.recorded('tenant.created', { tenant, name });
    names.add(tenant);
  }

  #known(): Promise<Set<string>> {
    this.#names ??= this.#load().catch((error: unknown) => {
      this.#names = undefined;
      throw error;
    });
    return this.#names;
  }

  async #load(): Promise<Set<string>> {
    const names = new Set<string>();
    for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
      const page = await this.#parts.store.tenants({ limit: PAGE_LIMIT, ...(cursor !== undefined && { cursor }) });
      for (const { tenant } of page.items) names.add(tenant);
      cursor = page.next;
    }
    return names;
  }
}
