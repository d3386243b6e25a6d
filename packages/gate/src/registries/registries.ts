/**
 * Registries of a tenant: files of descriptors that somebody signed. A version never changes; one of each name is
 * active. Only what a trusted key has signed, for this very name and these very bytes, is taken in.
 */
import { fromBase64, toHex, Turns } from '@capgate/base';
import { openRegistry, type Registry, RegistryError, registryText } from '@capgate/core';
import { fingerprint, type Identity, KeyError, parseNote, type Primitives, signersOf } from '@capgate/keys';
import type { RegistryVersion, Store } from '@capgate/store';
import { type Caller, checkMay } from '../callers/caller.ts';
import { GateError } from '../error.ts';
import type { Recorder } from '../recorder/recorder.ts';

export interface RegistryParts {
  readonly recorder: Recorder;
  readonly primitives: Primitives;
  readonly store: Pick<Store, 'registryVersions' | 'registryVersion'>;
  /** Whose signatures count. */
  readonly trusted: () => readonly Identity[];
}

export interface Upload {
  readonly name: string;
  /** The file, in Base64. */
  readonly bytes: string;
  /** A signed note over `registryText`. */
  readonly note: string;
}

interface Checked extends Upload {
  readonly hash: string;
  /** The fingerprint of who has signed it. */
  readonly signer: string;
  readonly registry: Registry;
}

interface Activated extends Pick<Checked, 'name' | 'hash' | 'registry'> {
  readonly version: number;
  readonly by: string;
}

interface Known {
  latest: number;
  active: { readonly version: number; readonly hash: string; readonly registry: Registry } | undefined;
}

interface TenantState {
  readonly byName: Map<string, Known>;
  readonly turns: Turns;
}

/** An entry of the log must hold the file. */
export const REGISTRY_BYTES_MAX = 40 << 10;
const NAMES_MAX = 1_000;
const PAGE_LIMIT = 1_000;

export class Registries {
  readonly #parts: RegistryParts;
  readonly #byTenant = new Map<string, Promise<TenantState>>();

  constructor(parts: RegistryParts) {
    this.#parts = parts;
  }

  /** The active registry of a name; undefined where none is. */
  async active(tenant: string, name: string): Promise<Registry | undefined> {
    return (await this.#state(tenant)).byName.get(name)?.active?.registry;
  }

  /**
   * Takes a version in. Throws `GateError` FORBIDDEN for what no trusted key signed, REQUEST for what is no registry,
   * STATE where there are too many names, UNAVAILABLE.
   */
  async upload(
    caller: Caller,
    upload: Upload,
  ): Promise<{ readonly version: number; readonly hash: string; readonly signer: string }> {
    checkMay(caller, 'policy');
    const { tenant } = caller;
    const checked = await this.#checked(upload, this.#parts.trusted());
    const { hash, signer } = checked;
    return this.#inTurn(tenant, async (state) => ({ version: await this.#take(tenant, state, checked), hash, signer }));
  }

  /**
   * Takes a version in and makes it the active one of its name, for whoever stands above the tenant's persons: `by`, as the
   * log is to name it, with keys of its own. Answers the version; undefined where these bytes are active already. Throws as
   * `upload` does.
   */
  async putInForce(
    tenant: string,
    upload: Upload,
    { by, keys }: { readonly by: string; readonly keys: readonly Identity[] },
  ): Promise<number | undefined> {
    const { name } = upload;
    return this.#inTurn(tenant, async (state) => {
      // Whoever has signed it by now: what is active was taken in.
      if (state.byName.get(name)?.active?.hash === this.#hashOf(bytesOf(upload.bytes))) return undefined;
      const checked = await this.#checked(upload, keys);
      const version = await this.#take(tenant, state, checked);
      const { hash, registry } = checked;
      await this.#activate(tenant, state.byName.get(name) as Known, { name, version, hash, registry, by });
      return version;
    });
  }

  #hashOf(bytes: Uint8Array): string {
    return toHex(this.#parts.primitives.sha256(bytes));
  }

  async #checked(upload: Upload, trusted: readonly Identity[]): Promise<Checked> {
    const bytes = bytesOf(upload.bytes);
    const registry = opened(bytes);
    const hash = this.#hashOf(bytes);
    return { ...upload, hash, registry, signer: await this.#signerOf(upload, hash, trusted) };
  }

  async #take(tenant: string, { byName }: TenantState, { name, hash, signer, bytes }: Checked): Promise<number> {
    const known = byName.get(name) ?? { latest: 0, active: undefined };
    if (byName.size >= NAMES_MAX && !byName.has(name))
      throw new GateError('STATE', `expected at most ${NAMES_MAX} names of registries`);
    const version = known.latest + 1;
    await this.#parts.recorder.recorded('registry.version', { tenant, name, version, hash, signer, bytes });
    known.latest = version;
    byName.set(name, known);
    return version;
  }

  /** Makes a version the active one of its name. Throws `GateError` FORBIDDEN, NOT_FOUND, UNAVAILABLE. */
  async activate(caller: Caller, name: string, version: number): Promise<void> {
    checkMay(caller, 'policy');
    const { tenant } = caller;
    await this.#inTurn(tenant, async ({ byName }) => {
      const known = byName.get(name);
      const stored = await this.#parts.store.registryVersion(tenant, name, version);
      if (known === undefined || stored === undefined) throw noVersion();
      const { hash, bytes } = stored;
      await this.#activate(tenant, known, { name, version, hash, registry: opened(bytes), by: caller.name });
    });
  }

  async #activate(tenant: string, known: Known, { name, version, hash, registry, by }: Activated): Promise<void> {
    await this.#parts.recorder.recorded('registry.activated', { tenant, name, version, by });
    known.active = { version, hash, registry };
  }

  /** A version with its bytes. Throws `GateError` NOT_FOUND. */
  async version(tenant: string, name: string, version: number): Promise<RegistryVersion> {
    const stored = await this.#parts.store.registryVersion(tenant, name, version);
    if (stored === undefined) throw noVersion();
    return stored;
  }

  async #signerOf({ name, note }: Upload, hash: string, trusted: readonly Identity[]): Promise<string> {
    const { primitives } = this.#parts;
    try {
      const parsed = parseNote(note);
      const [signer] = await signersOf(parsed, trusted, primitives);
      if (signer !== undefined && parsed.text === registryText(name, hash)) return fingerprint(signer, primitives);
    } catch (error) {
      if (!(error instanceof KeyError)) throw error;
    }
    throw new GateError('FORBIDDEN', 'expected a note by a trusted key over this name and these bytes, met none');
  }

  /** One change of a tenant after the other. */
  async #inTurn<Value>(tenant: string, step: (state: TenantState) => Promise<Value>): Promise<Value> {
    const state = await this.#state(tenant);
    return state.turns.take(() => step(state));
  }

  #state(tenant: string): Promise<TenantState> {
    const known = this.#byTenant.get(tenant);
    if (known !== undefined) return known;
    const loading = this.#load(tenant);
    this.#byTenant.set(tenant, loading);
    loading.catch(() => this.#byTenant.delete(tenant));
    return loading;
  }

  async #load(tenant: string): Promise<TenantState> {
    const byName = new Map<string, Known>();
    for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
      const request = { limit: PAGE_LIMIT, ...(cursor !== undefined && { cursor }) };
      const page = await this.#parts.store.registryVersions(tenant, request);
      for (const { name, version, isActive } of page.items) {
        const known = byName.get(name) ?? { latest: version, active: undefined };
        if (isActive) known.active = await this.#activeOf(tenant, name, version);
        byName.set(name, known);
      }
      cursor = page.next;
    }
    return { byName, turns: new Turns() };
  }

  async #activeOf(tenant: string, name: string, version: number): Promise<Known['active']> {
    const { bytes, hash } = await this.version(tenant, name, version);
    return { version, hash, registry: opened(bytes) };
  }
}

function bytesOf(text: string): Uint8Array {
  const bytes = fromBase64(text);
  if (bytes !== undefined && bytes.length <= REGISTRY_BYTES_MAX) return bytes;
  throw new GateError('REQUEST', `expected a file of at most ${REGISTRY_BYTES_MAX} bytes in Base64`);
}

function opened(bytes: Uint8Array): Registry {
  try {
    return openRegistry(bytes);
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    throw new GateError('REQUEST', `expected a sound registry, met one refused as ${error.code}`);
  }
}

function noVersion(): GateError {
  return new GateError('NOT_FOUND', 'expected a version of a registry that is there, met none');
}
