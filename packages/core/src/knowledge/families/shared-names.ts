/** Tools whose name two programs share: the description covers both. */
import type { CommandSpec, Family } from '../spec.ts';

const SERVERS: CommandSpec = { bare: 'inspect', commands: { 'list ls get': 'inspect', 'remove rm uninstall': 'config.change', '*': 'config.redirect' } };

export const sharedNames: Family = {
};
