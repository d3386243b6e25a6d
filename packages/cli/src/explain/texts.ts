/** What codes mean that core names but doesn't describe. The types see to it that none is forgotten. */
import type {
  CapabilityName,
  DescriptorErrorCode,
  LintCode,
  PolicyErrorCode,
  RegistryErrorCode,
  RiskName,
} from '@capgate/core';
import type { RequestErrorCode } from '../check/request.ts';

export const RISK_TEXTS: Readonly<Record<RiskName, string>> = {
  SAFE: 'only observes or prints',
  LOW: 'is easily undone, within the workspace or temporary folders',
  MEDIUM: "runs the project's code, installs, or changes something outside that is undone with ordinary effort",
  HIGH: 'is dangerous or irreversible but legitimate at times, or not understood',
  CRITICAL: 'is catastrophic or plainly hostile',
};

export const CAPABILITY_TEXTS: Readonly<Record<CapabilityName, string>> = {
  REQUIRES_ROOT: "needs an administrator's rights",
  DESTRUCTIVE: 'can destroy data or stop what runs',
  NETWORK_ACCESS: 'uses the network',
  FILE_MODIFICATION: 'creates, changes or deletes files',
  SYSTEM_MODIFICATION: 'changes the system itself: its settings, services, packages, users or disks',
  PRIVILEGE_ESCALATION: 'gains rights that the caller has not, or grants them',
  UNKNOWN_TOOL: 'runs a tool, a subcommand or an option that the registry does not know',
  DYNAMIC: 'holds a part that is known only at run time',
  UNPARSED: 'could not be read as a command line, in whole or in part',
  CODE_EXECUTION: 'runs code beyond the named tools: scripts, interpreters, plug-ins, hooks',
  CREDENTIAL_ACCESS: 'can read or change passwords, keys or tokens',
  DATA_EXFILTRATION: 'can carry data out to another system',
  PERSISTENCE: 'leaves something behind that runs later by itself',
  DEFENSE_EVASION: 'hides what is done, or weakens what watches',
  REMOTE_MUTATION: 'changes the state of another system',
  IRREVERSIBLE: 'cannot be undone',
  CONTAINER_ESCAPE: 'lets a container reach the machine it runs on',
  GATE_TAMPERING: 'touches the gate itself; denied in every mode',
  INFERRED: 'is known only by what its server or its manual page says, not by knowledge of its own',
};

export const DESCRIPTOR_ERROR_TEXTS: Readonly<Record<DescriptorErrorCode, string>> = {
  LENGTH: 'a descriptor has exactly 24 bytes, 48 hexadecimal digits',
  MAGIC: 'a descriptor begins with the bytes 54 43 50 02',
  VERSION: 'bytes 4–5 are the version, which is 2',
  CRC: 'the check sum does not fit the bytes: damaged, or made by other rules',
  NO_RISK: 'exactly one of the flags 0–4 must be set; none is',
  SEVERAL_RISKS: 'exactly one of the flags 0–4 must be set; several are',
  RESERVED_BIT: 'a flag is set that nothing defines',
  FIELD: 'a field to be encoded is out of its range',
  COUNT: 'an action has at least one invocation; none was given',
  HEX: 'a descriptor is written as hexadecimal digits and nothing else',
};

export const REGISTRY_ERROR_TEXTS: Readonly<Record<RegistryErrorCode, string>> = {
  LENGTH: 'the file is cut off, or longer than its header says',
  MAGIC: 'the file is no registry',
  VERSION: 'the file is a registry of another version',
  HEADER_CRC: 'the header is damaged',
  RESERVED: 'the header holds something where nothing is defined',
  COUNT: 'more entries than a registry may hold',
  BODY_CRC: 'the entries are damaged',
  OFFSETS: 'the table of names is wrong',
  NAME: 'a name is empty, too long or no UTF-8',
  ORDER: 'names are not in order',
  DESCRIPTOR: 'an entry has no sound descriptor',
  DUPLICATE: 'a name is given twice',
};

export const POLICY_ERROR_TEXTS: Readonly<Record<PolicyErrorCode, string>> = {
  VERSION: 'the document is of a version that this program does not read',
  TYPE: 'a value is of the wrong kind',
  KEY: 'a key is not part of the form',
  MISSING: 'a key that must be there is not',
  VALUE: 'a word is none of those possible',
  NAME: 'a text does not have its form',
  LIMIT: 'something is too long, or there are too many',
  DUPLICATE: 'two rules have one id',
  CONFLICT: 'conditions that cannot stand together',
};

export const LINT_TEXTS: Readonly<Record<LintCode, string>> = {
  'never-matches': 'no action can meet the conditions of the rule',
  'gate-allowed': 'the rule allows what no policy can: touching the gate itself',
  shadowed: 'another rule always decides first',
  'broad-allow': 'the rule allows catastrophic effects that it does not name',
  'unknown-name': 'a tool or subcommand that the registry does not know; it is compared as text',
  'untrusted-allow': "a project's rule that widens, without effect until a person trusts the project",
  'mode-held': 'a mode that a higher layer does not permit',
  'no-examples': 'nothing shows that the rule does what it should',
};

export const REQUEST_ERROR_TEXTS: Readonly<Record<RequestErrorCode, string>> = {
  LENGTH: 'a line is longer than is read',
  UTF8: 'a line is not UTF-8',
  JSON: 'a line is no JSON',
  SHAPE: 'a line is no object with the keys that are expected',
};
