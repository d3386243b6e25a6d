/**
 * What a manual page lets one suppose about its tool. It is a guess from the author's words, so it can make an answer
 * stricter but never laxer: whatever the page says, the result bears INFERRED and a risk that no mode approves by itself.
 */
import { Capability, Risk } from '@capgate/core';
import type { ManualPage } from './manual-page.ts';

/** Flags for a tool that nobody described and that has no page. */
export const UNKNOWN_FLAGS: number = (1 << Risk.HIGH) | Capability.UNKNOWN_TOOL;
const INFERRED_FLAGS: number = (1 << Risk.HIGH) | Capability.INFERRED;

/** A description begins with what a tool is for and goes on to what others are for. */
const DESCRIPTION_LENGTH = 1500;

interface Sign {
  readonly capabilities: number;
  /** Long options, without their dashes. */
  readonly options: string;
  /** Beginnings of words in name, synopsis and the start of the description. */
  readonly words: string;
}

const {
  CODE_EXECUTION,
  CREDENTIAL_ACCESS,
  DESTRUCTIVE,
  FILE_MODIFICATION,
  NETWORK_ACCESS,
  PERSISTENCE,
  PRIVILEGE_ESCALATION,
  REMOTE_MUTATION,
  REQUIRES_ROOT,
  SYSTEM_MODIFICATION,
} = Capability;

const SIGNS: readonly Sign[] = [
  {
    capabilities: FILE_MODIFICATION,
    options:
      'output output-file output-dir outdir outfile in-place inplace write overwrite backup destination log-file save',
    words: 'writ creat modif convert cop install renam generat edit extract updat compress archiv sav',
  },
  {
    capabilities: DESTRUCTIVE | FILE_MODIFICATION,
    options: 'delete remove purge erase wipe prune clean destroy truncate force discard',
    words: 'delet remov eras destroy wip purg overwrit truncat shred',
  },
  {
    capabilities: NETWORK_ACCESS,
    options: 'host hostname port url proxy server remote listen bind connect address endpoint',
    words: 'network socket http ftp download server remot internet tcp udp ssh smtp dns',
  },
  {
    capabilities: NETWORK_ACCESS | REMOTE_MUTATION,
    options: 'upload push publish deploy',
    words: 'upload publish deploy',
  },
  {
    capabilities: CODE_EXECUTION,
    options: 'exec execute command eval script shell run plugin load preload',
    words: 'execut run interpret shell compil script debug invok launch',
  },
  {
    capabilities: CREDENTIAL_ACCESS,
    options: 'password passphrase password-file token secret api-key private-key identity key-file keyring',
    words: 'password passphras credential secret keyring',
  },
  {
    capabilities: SYSTEM_MODIFICATION,
    options: 'sysroot',
    words: 'kernel partition mount boot daemon driver firmware systemd',
  },
  { capabilities: PERSISTENCE, options: 'enable', words: 'schedul cron' },
  { capabilities: REQUIRES_ROOT, options: '', words: 'superuser root privileged' },
  { capabilities: PRIVILEGE_ESCALATION, options: 'setuid', words: 'setuid sudo capabilit' },
];

/** Risk and capabilities of a tool whose page lies in `section`. */
export function inferredFlags(page: ManualPage, section: string): number {
  const words = wordsOf(page);
  // The commands of section 8 are an administrator's.
  let flags = INFERRED_FLAGS | (section.startsWith('8') ? REQUIRES_ROOT | SYSTEM_MODIFICATION : 0);
  for (const sign of SIGNS) if (bears(sign, page, words)) flags |= sign.capabilities;
  return flags >>> 0;
}

function wordsOf({ sections }: ManualPage): string[] {
  const description = (sections.get('DESCRIPTION') ?? '').slice(0, DESCRIPTION_LENGTH);
  const text = [sections.get('NAME'), sections.get('SYNOPSIS'), description].join(' ');
  return text.toLowerCase().match(/[a-z]+/gu) ?? [];
}

function bears(sign: Sign, page: ManualPage, words: readonly string[]): boolean {
  const options = sign.options === '' ? [] : sign.options.split(' ');
  const beginnings = sign.words.split(' ');
  return (
    options.some((name) => page.options.has(`--${name}`)) ||
    words.some((word) => beginnings.some((beginning) => word.startsWith(beginning)))
  );
}
