/**
 * A light reading of PowerShell, whose commands say by their verb what they do: `Get-Item` looks,
 * `Remove-Item` deletes. A text in which each command is known to look is harmless; words that
 * together fetch and run, decode and run, or blind who watches are what they are; all else is code
 * that nobody knows.
 */
import type { EffectName } from '../vocabulary/effects.ts';

/** Longest text that is read, in code units; a longer one is code that nobody knows. */
const MAX_READ_UNITS = 4096;

const RUNS =
  /\biex\b|\binvoke-(?:expression|command)\b|\bstart-process\b|[&.]\s*\(|\[scriptblock\]::create|assembly\]::load|\badd-type\b/i;
const FETCHES =
  /\bdownload(?:string|file|data)\b|net\.webclient|\b(?:iwr|irm|curl|wget)\b|\binvoke-(?:webrequest|restmethod)\b|\bstart-bitstransfer\b|\bhttpclient\b/i;
const DECODES = /\bfrombase64string\b|\[char\]\s*\d|-bxor\b|(?:gzip|deflate)stream\b/i;
const SOCKET = /\btcp(?:client|listener)\b|sockets\.(?:socket|tcp)/i;
const BLINDS =
  /\b(?:set|add)-mppreference\b|amsi(?:utils|initfailed|context|scanbuffer)|\b(?:clear|remove|limit)-eventlog\b|\bwevtutil(?:\.exe)?\s+(?:cl|clear-log)\b|\bset-netfirewallprofile\b[^;|]*\bfalse\b|\b(?:stop|set)-service\b[^;|]*\b(?:windefend|sense|eventlog|mpssvc|wscsvc)\b/i;
const DUMPS = /mimikatz|sekurlsa|\blsass\b|\bntds\.dit\b|\bminidump/i;
/** A whole drive, the system's folders or everybody's homes, deleted with all that is in them. */
const DESTROYS =
  /\b(?:format-volume|clear-disk|initialize-disk|remove-partition)\b|\b(?:remove-item|ri|rm|rmdir|rd|del|erase)\b(?=[^;|]*\s[-/][rs])[^;|]*[\s"'](?:[a-z]:\\{0,2}(?:\*|(?:windows|users|program files)\\{0,2}\*?)?(?=["'\s]|$)|\$env:(?:systemroot|windir|userprofile|home)(?=["'\s]|$)|[~/](?=["'\s]|$))/i;

/** The first that fits decides. */
const KINDS: readonly (readonly [effect: EffectName, ...all: RegExp[]])[] = [
  ['code.remote-shell', SOCKET, /\biex\b|\binvoke-expression\b|getstream|cmd(?:\.exe)?\b/i],
  ['code.fetched', FETCHES, RUNS],
  ['code.decoded', DECODES, RUNS],
  ['evade.security', BLINDS],
  ['secret.dump', DUMPS],
  ['disk.destroy', DESTROYS],
];

/** Verbs of commands that look, choose, compute or print. */
const LOOKING =
  /^(?:get|select|where|sort|measure|group|format|test|convertto|convertfrom|compare|resolve|split|join|find|search|show|foreach|write|out)-\w+$/i;
/** Commands with such a verb that do more. */
const MORE = /^(?:out-(?:file|printer)|format-volume|show-command|get-(?:credential|clipboard))$/i;
/** Short names of commands that look, and words of the language. */
const PLAIN =
  /^(?:gci|dir|ls|gc|cat|type|ps|gps|gsv|gl|pwd|echo|select|where|sort|measure|ft|fl|fw|group|hostname|whoami|ipconfig|systeminfo|tasklist|if|else|elseif|foreach|for|while|return|switch|default|in|[?%])$/i;
/** Methods that only compute. */
const METHOD =
  /\.(?!(?:tostring|split|trim|trimend|trimstart|replace|toupper|tolower|contains|startswith|endswith|substring|adddays|addhours|padleft|padright|indexof|equals|gettype)\()\w+\(/i;
/** Types whose own functions only compute. */
const STATIC = /\[(?!(?:math|datetime|guid|int|string|version|timespan|regex)\]::)[\w.]+\]::/i;
/** Files that are not read in passing. */
const SECRET = /\.ssh\b|id_rsa|id_ed25519|\.env\b|credential|passw|secret|token|\bsam\b|\.(?:pfx|pem|key|kdbx)\b/i;

/** The effect of running the text. */
export function powershellEffect(text: string): EffectName {
  if (text.length > MAX_READ_UNITS) return 'code.inline';
  for (const [effect, ...all] of KINDS) if (all.every((one) => one.test(text))) return effect;
  return onlyLooks(text) ? 'inspect' : 'code.inline';
}

function onlyLooks(text: string): boolean {
  if (/[>`&]/.test(text) || METHOD.test(text) || STATIC.test(text) || SECRET.test(text)) return false;
  return text.split(/[;|\n{}()]/).every((part) => isLooking(part.trim()));
}

/** Whether what stands between two separators begins with a command that looks, a value or an operator. */
function isLooking(part: string): boolean {
  const command = part.replace(/^\$\w+\s*=\s*/, '');
  const [first = ''] = command.split(/\s/, 1);
  if (first === '' || /^[-$"'\d@.,+*/=[\]]/.test(first)) return true;
  return PLAIN.test(first) || (LOOKING.test(first) && !MORE.test(first));
}
