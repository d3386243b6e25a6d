/**
 * The form in which a tool is described. A family is plain data: what each part of a command line
 * does, in the effects of `effects.ts`. It names no verdict, no pattern of command text and no
 * path: whether deleting is dangerous depends on where, and `scope.ts` knows that.
 *
 * Leaving something out is a claim too: an option that a description doesn't name is claimed to
 * take no value and to change nothing about what the command does. Where that can't be claimed,
 * write the option down, or say `closed: true`.
 *
 * A first look:
 *
 *     'cat tac': 'file.read',                        // every operand is read, under any option
 *     'whoami arch': 'inspect',                      // prints; operands are mere text
 *     head: { operands: 'file.read*', values: { '-n --lines -c --bytes': 'text' } },
 *     rm: {
 *       operands: 'file.delete*',
 *       flags: { '-r -R --recursive': { turns: { 'file.delete': 'file.delete-tree' } } },
 *     },
 *     cp: {
 *       operands: ['file.read*', 'file.write'],      // all but the last are read, the last is written
 *       values: { '-t --target-directory': { takes: 'file.write', operands: 'file.read*' } },
 *     },
 *     timeout: { style: 'posix', operands: ['text', 'command'], values: { '-k --kill-after -s --signal': 'text' } },
 *     systemctl: {
 *       commands: { 'status show cat list-units': 'inspect', 'start stop restart': 'service.change' },
 *     },
 */
import type { EffectName } from './effects.ts';

/** Languages whose text may stand in an argument. `shell` is descended into; the others are read for their dangerous calls. */
export type Language =
  | 'shell'
  | 'python'
  | 'javascript'
  | 'perl'
  | 'ruby'
  | 'php'
  | 'lua'
  | 'awk'
  | 'sed'
  | 'jq'
  | 'sql'
  | 'r'
  | 'applescript'
  | 'powershell'
  | 'vim'
  | 'other';

/**
 * What becomes of a word. An effect has the word as its target: a path for `file.*`, a URL or host
 * for `network.*`, a mere name for the rest. The others:
 *
 * - `text`: nothing; it is printed, compared, or names something harmless.
 * - `command`: here begins another command line; this word is its command word and all that follow
 *   are its words. In an option's value: up to a word `;` or `+`, if there is one (`find -exec`,
 *   `python -m pip …`).
 * - `command-text`: the word is split at blanks into a command (as of `xargs -I`-like `--exec "…"`).
 * - `assignment`: `NAME=value` words are set as variables for what follows; the first other word is
 *   the next slot's.
 * - `directory`: later relative paths of this command line start there (`cd`, `git -C`).
 * - `transfer.from`, `transfer.to`: a path, or a place on another machine (`host:path`, `scheme://…`),
 *   that is copied from or to: file.read or file.write where local, network.fetch or network.send
 *   where remote, and file.upload for local sources of a remote target. `transfer.mirror` is as
 *   `transfer.to`, but what the sources lack is deleted there.
 * - `source.LANGUAGE`: code in that language. `source.shell-joined`: this word and all that follow,
 *   joined with blanks, are shell code (as of `ssh host …`, `eval …`).
 * - `placeholder`: this text stands for the operands that a wrapper adds, in place of `{}` (`xargs -I`).
 * - `only`: nothing else of this invocation happens (the value of `--dry-run=client`).
 */
export type Role =
  | EffectName
  | 'text'
  | 'command'
  | 'command-text'
  | 'assignment'
  | 'directory'
  | 'transfer.from'
  | 'transfer.to'
  | 'transfer.mirror'
  | `source.${Language}`
  | 'source.shell-joined'
  | 'placeholder'
  | 'only';

/**
 * A role that depends on the word's text. Keys are patterns parted by blanks: `exact`, `prefix*`,
 * `*suffix`, `*middle*`; the first that fits decides, else `else` (`text` when absent). A word known
 * only at run time that fits none has the role `dynamic` (the effect `dynamic.option` when absent).
 */
export type Cases = { readonly [patterns: string]: Role };

/**
 * Roles of operands in order. `role` is one operand; `role*` any number, at most one in a list:
 * those after it are matched from the end. `role?` is an operand that may be missing (from the end).
 * Operands beyond the list are `text`. A string is a list of one.
 */
export type Slot = Role | `${Role}*` | `${Role}?` | Cases | EveryOperand;
export type Slots = Slot | readonly Slot[];

/** Any number of operands, each by its own text. */
export interface EveryOperand {
  readonly every: Cases;
}

/** What an option changes. */
export interface OptionSpec {
  /** Happens when the option is given. */
  readonly does?: EffectName | readonly EffectName[];
  /** Replaces the operands' roles; where several options do, the last declared one that was given wins. */
  readonly operands?: Slots;
  /** Replaces roles, wherever they come from: `{ 'file.delete': 'file.delete-tree' }`. */
  readonly turns?: Readonly<Partial<Record<Role, Role>>>;
  /** With this option nothing else of this invocation happens: `--help`, `--list`, `--dry-run`. */
  readonly only?: true;
}

/** An option with a value: in the next word, after `=`, or attached to a short option. */
export interface ValueSpec extends OptionSpec {
  readonly takes: Role | Cases;
  /** The value is only ever attached (`--color=WHEN`, `-iSUFFIX`); the next word is not consumed. */
  readonly attached?: true;
}

export interface CommandSpec {
  /** Happens whenever this command runs, whatever its arguments (not when a subcommand takes over). */
  readonly does?: EffectName | readonly EffectName[];
  /** Happens in addition when there is no operand at all. */
  readonly bare?: EffectName | readonly EffectName[];
  readonly operands?: Slots;
  /**
   * Options without a value. A key lists an option's spellings, parted by blanks: `-r -R --recursive`.
   * A string or list means `does`. `--` may be one as well. A whole word with a plus may be one too (`+x`).
   */
  readonly flags?: Readonly<Record<string, EffectName | readonly EffectName[] | OptionSpec>>;
  /** Options with a value. A role or cases mean `takes`. `+` takes the rest of any word with a plus (`vim +COMMAND`). */
  readonly values?: Readonly<Record<string, Role | Cases | ValueSpec>>;
  /**
   * Subcommands, to any depth. A key lists names, the canonical one first; a name may be a pattern
   * as in `Cases` (`describe-*`, `*`), tried in order after the plain names. An operand that fits
   * none is an operand where `operands` is given, else the invocation is `unknown.subcommand`.
   */
  readonly commands?: Readonly<Record<string, Shorthand>>;
  /**
   * Names parted by blanks that may stand before a subcommand, in any number, and only say what it
   * is about: `gcloud compute instances list` has the groups `compute instances` and the subcommand `list`.
   */
  readonly groups?: string;
  /**
   * What the command does with its standard input when it is given no operand, or `-`: an
   * interpreter runs it. Without anything to read from (no pipe, no redirection) it is interactive.
   */
  readonly stdin?: Extract<Role, `source.${Language}`> | 'command';
  /** It reads its standard input as `stdin` says whatever its operands: the prompt of a database client. */
  readonly session?: true;
  /**
   * How options are written. `gnu` (default): short ones combine (`-rf`), long ones may be
   * abbreviated, options may follow operands, `--` ends them. `posix`: as gnu, but the first operand
   * ends the options. `long`: one dash and a whole name (`find -name`, `terraform -auto-approve`,
   * two dashes mean the same), no combining; a value may be attached behind a colon that belongs to
   * the name (`-javaagent:`) or to a name of one letter (`-B`). `keyed`: words `KEY=VALUE` are options whose name ends
   * in `=` (`dd of=…`).
   */
  readonly style?: 'gnu' | 'posix' | 'long' | 'keyed';
  /** The first word is a bundle of short options even without a dash (`tar xzf`). */
  readonly bundle?: true;
  /** Options not described here make the invocation `unknown.option`. */
  readonly closed?: true;
  /** `--help` and `--version` are ordinary here; elsewhere they make the invocation `inspect` only. */
  readonly helpless?: true;
  /** Options of the parent command are not valid here. */
  readonly ownOptions?: true;
  /** A wrapped command gets further operands that are known only at run time (`xargs`, `find -exec`). */
  readonly feeds?: true;
  /** A wrapped command runs on another system or in a container: its relative paths are not the workspace's. */
  readonly away?: true;
  /** What flows out of it into a pipeline is decoded or reversed (`base64 -d`): code piped on was hidden. */
  readonly decodes?: true;
  /** The code in its operands runs later: a program that it starts is `shell.trap`. */
  readonly defers?: true;
  /** It prints its operands: what they say may be code, where it is printed into a file that runs by itself. */
  readonly prints?: true;
}

/**
 * A description, or one effect standing for it: a `file.*` or `network.*` effect means every operand is its target, any
 * other one that the command does just this and its operands are text.
 */
export type Shorthand = EffectName | CommandSpec;

/**
 * A family file's default export: tools by name. A key lists the names that this description holds for, the canonical
 * one first. Which of them are one program's, so that a rule about one speaks of all, is told by `same-program.ts`.
 */
export type Family = Readonly<Record<string, Shorthand>>;
