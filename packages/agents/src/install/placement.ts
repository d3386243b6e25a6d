/** What is put where for an agent: said before any file was looked at. */
import type { HttpHook } from './http-hook.ts';
import type { Launcher } from './launcher.ts';

/** Whose sessions are gated: this person's, everybody's in this project, everybody's on this machine. */
export type Scope = 'user' | 'project' | 'managed';

export const SCOPES: readonly Scope[] = ['user', 'project', 'managed'];

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One item at the end of a list. */
export interface Entry {
  /** The keys that lead from the root to the list. */
  readonly list: readonly string[];
  readonly item: Json;
  /** Whether it only tells the gate of a session, and stops nothing. */
  readonly tells?: true;
}

/** Entries in a file of settings in JSON, with comments or without, which others use too. */
export interface EntriesPlacement {
  readonly kind: 'entries';
  readonly path: string;
  readonly entries: readonly Entry[];
  /** Keys of the root that the file needs beside them, put there where they are absent. */
  readonly needs: Readonly<Record<string, Json>>;
  readonly launcher: Launcher;
  /** Whether the agent was seen to read a file with comments; others pass the whole file over, hooks and all. */
  readonly takesComments: boolean;
  /** What nobody else may read, as it holds a token. */
  readonly isSecret: boolean;
}

/** A whole file of our own. */
export interface OwnPlacement {
  readonly kind: 'own';
  readonly path: string;
  readonly text: string;
  /** A plugin is run by the agent as a hook is; rules are only read, and a unit is the login's to start. */
  readonly role: 'plugin' | 'rules' | 'unit';
}

/** A program of our own in the one place for it; one that is there already goes to `previous`, which ours runs. */
export interface ChainPlacement {
  readonly kind: 'chain';
  readonly path: string;
  readonly previous: string;
  readonly text: string;
}

/** One key of a table in TOML. */
export interface KeyPlacement {
  readonly kind: 'key';
  readonly path: string;
  readonly table: string;
  readonly key: string;
  readonly value: boolean;
}

/** Keys, and a hook for each of the events, in the requirements of Codex. */
export interface RequirementsPlacement {
  readonly kind: 'requirements';
  readonly path: string;
  readonly keys: readonly Omit<KeyPlacement, 'path'>[];
  readonly events: readonly string[];
  readonly command: string;
  /** In whole seconds. */
  readonly timeoutS: number;
}

export type Placement = EntriesPlacement | OwnPlacement | ChainPlacement | KeyPlacement | RequirementsPlacement;

/** What the places of an agent's files depend on. */
export interface Surroundings {
  readonly scope: Scope;
  /** Absolute paths; `project` is the root of the one that is worked in. */
  readonly home: string;
  readonly project: string;
  readonly platform: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly launcher: Launcher;
  /** Where the agent posts to the gate itself, in a scope that takes it. */
  readonly http?: HttpHook;
  /** The names in a folder; none where there is no such folder. */
  readonly list: (folder: string) => readonly string[];
}
