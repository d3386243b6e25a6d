/**
 * Effects: everything that knowledge can say about what an action does, with the capabilities and
 * the risk it carries. This catalogue is the whole vocabulary of tool descriptions: a family names
 * effects and never verdicts, and modes judge by risk (see `policy/modes.ts`).
 *
 * An effect's name is also its reason code (`capgate explain file.delete-tree`).
 *
 * Levels: SAFE only observes or prints · LOW is easily undone within the workspace or temporary
 * folders · MEDIUM runs project code, installs, or changes something outside that is undone with
 * ordinary effort · HIGH is dangerous or irreversible but legitimate at times, or not understood ·
 * CRITICAL is catastrophic or plainly hostile.
 */
import { Capability, Risk } from '../../descriptor/capabilities.ts';
import type { PlaceName } from './places.ts';

const { SAFE, LOW, MEDIUM, HIGH, CRITICAL } = Risk;
const {
  REQUIRES_ROOT,
  DESTRUCTIVE,
  NETWORK_ACCESS,
  FILE_MODIFICATION,
  SYSTEM_MODIFICATION,
  PRIVILEGE_ESCALATION,
  UNKNOWN_TOOL,
  DYNAMIC,
  UNPARSED,
  CODE_EXECUTION,
  CREDENTIAL_ACCESS,
  DATA_EXFILTRATION,
  PERSISTENCE,
  DEFENSE_EVASION,
  REMOTE_MUTATION,
  IRREVERSIBLE,
  CONTAINER_ESCAPE,
  GATE_TAMPERING,
  INFERRED,
} = Capability;

interface Effect {
  /** Risk where `at` says nothing else. */
  readonly risk: Risk;
  readonly capabilities: number;
  /** Risk by the target's place, for effects whose target is a path. */
  readonly at?: Readonly<Partial<Record<PlaceName, Risk>>>;
  /** For effects on paths: whether the target is only observed or changed (its place then adds capabilities). */
  readonly path?: 'observe' | 'change';
  /**
   * What it does beside its target: to all that lies below it (a folder is moved, removed, closed), or to the process
   * whose number the target may be.
   */
  readonly reaches?: 'below' | 'process';
  /** One phrase in the third person; `{}` is the target: "deletes {} and everything below it". */
  readonly says: string;
  /** What to do instead, or how to be let through. */
  readonly advice?: string;
}

/** Where losing or overwriting a file is catastrophic whatever the operation. */
const VITAL = {
  'system-critical': CRITICAL,
  disk: CRITICAL,
  memory: CRITICAL,
  root: CRITICAL,
  gate: CRITICAL,
  'agent-hooks': CRITICAL,
} as const;

/** What tells afterwards who did what: whoever deletes it covers tracks. */
const TRACES = { history: CRITICAL, 'audit-log': CRITICAL } as const;

const WRITTEN = {
  workspace: LOW,
  'workspace-root': LOW,
  'version-control': HIGH,
  hooks: HIGH,
  ci: HIGH,
  locks: HIGH,
  instructions: LOW,
  'agent-settings': HIGH,
  temporary: LOW,
  'temporary-root': LOW,
  sink: SAFE,
  home: MEDIUM,
  cache: LOW,
  personal: MEDIUM,
  startup: HIGH,
  logins: CRITICAL,
  key: HIGH,
  token: MEDIUM,
  passwords: CRITICAL,
  system: HIGH,
  'system-startup': CRITICAL,
  log: HIGH,
  ...TRACES,
  kernel: HIGH,
  device: MEDIUM,
  'engine-socket': CRITICAL,
  connection: HIGH,
  elsewhere: MEDIUM,
  unresolved: HIGH,
  ...VITAL,
} as const;

/** Where losing a whole folder matters how much. */
const EMPTIED = {
  workspace: MEDIUM,
  temporary: LOW,
  'temporary-root': MEDIUM,
  cache: MEDIUM,
  sink: LOW,
  'home-root': CRITICAL,
  personal: CRITICAL,
  key: CRITICAL,
  ...TRACES,
  passwords: CRITICAL,
  system: CRITICAL,
  'system-startup': CRITICAL,
  log: CRITICAL,
  kernel: CRITICAL,
  ...VITAL,
} as const;

/** Every effect. The order is the numbering of the compiled tables. */
const EFFECTS = {
  // Files.
  'file.list': { risk: SAFE, capabilities: 0, path: 'observe', at: { gate: CRITICAL }, says: 'looks at {}' },
  /** Learns of every change and every use from now on: of what lies below a whole machine or home, or of secrets. */
  'file.watch': {
    risk: SAFE,
    capabilities: 0,
    path: 'observe',
    at: {
      root: HIGH,
      'home-root': HIGH,
      system: HIGH,
      'system-critical': HIGH,
      key: HIGH,
      passwords: HIGH,
      token: HIGH,
      history: HIGH,
      gate: CRITICAL,
    },
    says: 'watches {}',
  },
  'file.read': {
    risk: SAFE,
    capabilities: 0,
    path: 'observe',
    at: {
      key: CRITICAL,
      passwords: CRITICAL,
      token: HIGH,
      history: HIGH,
      memory: CRITICAL,
      disk: HIGH,
      connection: HIGH,
      gate: CRITICAL,
    },
    says: 'reads {}',
  },
  'file.create': {
    risk: LOW,
    capabilities: FILE_MODIFICATION,
    path: 'change',
    at: {
      ...WRITTEN,
      'version-control': MEDIUM,
      home: LOW,
      personal: LOW,
      elsewhere: LOW,
      system: MEDIUM,
      log: LOW,
      logins: HIGH,
      history: MEDIUM,
      'audit-log': HIGH,
      locks: MEDIUM,
      unresolved: MEDIUM,
    },
    says: 'creates {}',
  },
  /** Through a `file:` URL, or up past the root with more `..` than there are folders: nobody spells a path so who means it. */
  'file.read-astray': {
    risk: SAFE,
    capabilities: 0,
    path: 'observe',
    at: {
      system: HIGH,
      'system-critical': HIGH,
      'system-startup': HIGH,
      log: HIGH,
      'audit-log': HIGH,
      kernel: HIGH,
      gate: CRITICAL,
    },
    says: 'reads {} by a way that hides what it is',
    advice: 'Name the file by its path.',
  },
  'file.write': { risk: MEDIUM, capabilities: FILE_MODIFICATION, path: 'change', at: WRITTEN, says: 'writes {}' },
  'file.append': {
    risk: MEDIUM,
    capabilities: FILE_MODIFICATION,
    path: 'change',
    at: { ...WRITTEN, history: LOW, log: LOW, 'audit-log': HIGH, unresolved: MEDIUM },
    says: 'appends to {}',
  },
  'file.move': {
    risk: MEDIUM,
    capabilities: FILE_MODIFICATION,
    path: 'change',
    reaches: 'below',
    at: {
      ...WRITTEN,
      'workspace-root': HIGH,
      'home-root': CRITICAL,
      personal: HIGH,
      hooks: MEDIUM,
      ci: LOW,
      locks: LOW,
      instructions: LOW,
      startup: MEDIUM,
      sink: LOW,
      // It is still there, under another name.
      unresolved: MEDIUM,
    },
    says: 'moves {} away',
  },
  /** Another thing takes its name: a link that led elsewhere, a folder that is renamed. */
  'file.replace': {
    risk: MEDIUM,
    capabilities: FILE_MODIFICATION,
    path: 'change',
    reaches: 'below',
    at: WRITTEN,
    says: 'puts something else in the place of {}',
  },
  'file.delete': {
    risk: HIGH,
    capabilities: FILE_MODIFICATION | DESTRUCTIVE | IRREVERSIBLE,
    path: 'change',
    reaches: 'below',
    at: {
      workspace: LOW,
      'workspace-root': MEDIUM,
      locks: LOW,
      instructions: LOW,
      ci: MEDIUM,
      hooks: MEDIUM,
      token: MEDIUM,
      temporary: LOW,
      'temporary-root': MEDIUM,
      cache: LOW,
      sink: LOW,
      ...TRACES,
      passwords: CRITICAL,
      ...VITAL,
    },
    says: 'deletes {}',
    advice: 'Move it to the trash, or name a narrower path inside the workspace.',
  },
  'file.delete-tree': {
    risk: HIGH,
    capabilities: FILE_MODIFICATION | DESTRUCTIVE | IRREVERSIBLE,
    path: 'change',
    reaches: 'below',
    at: EMPTIED,
    says: 'deletes {} and everything below it',
    advice: 'Name a narrower path inside the workspace, or move it to the trash.',
  },
  'file.permit': {
    risk: MEDIUM,
    capabilities: FILE_MODIFICATION,
    path: 'change',
    reaches: 'below',
    at: {
      workspace: LOW,
      'workspace-root': LOW,
      locks: LOW,
      instructions: LOW,
      temporary: LOW,
      sink: LOW,
      hooks: MEDIUM,
      'home-root': HIGH,
      startup: HIGH,
      key: HIGH,
      passwords: HIGH,
      'system-startup': HIGH,
      log: HIGH,
      'audit-log': HIGH,
      kernel: HIGH,
      device: HIGH,
      'engine-socket': CRITICAL,
      unresolved: HIGH,
      ...VITAL,
      'system-critical': HIGH,
      disk: HIGH,
    },
    says: 'changes who may use {}',
  },
  /** As file.permit, but others only lose by it: what must be shared stops working, nothing is opened. */
  'file.narrow': {
    risk: MEDIUM,
    capabilities: FILE_MODIFICATION,
    path: 'change',
    reaches: 'below',
    at: {
      workspace: LOW,
      temporary: LOW,
      sink: LOW,
      home: LOW,
      'home-root': HIGH,
      system: HIGH,
      kernel: HIGH,
      ...VITAL,
    },
    says: 'lets only its owner use {}',
  },
  'file.permit-tree': {
    risk: HIGH,
    capabilities: FILE_MODIFICATION,
    path: 'change',
    reaches: 'below',
    at: {
      workspace: LOW,
      'workspace-root': MEDIUM,
      temporary: LOW,
      home: MEDIUM,
      cache: MEDIUM,
      elsewhere: MEDIUM,
      'home-root': CRITICAL,
      system: CRITICAL,
      ...VITAL,
    },
    says: 'changes who may use {} and everything below it',
  },
  'file.delete-found': {
    risk: HIGH,
    capabilities: FILE_MODIFICATION | DESTRUCTIVE | IRREVERSIBLE,
    path: 'change',
    at: { ...EMPTIED, 'workspace-root': MEDIUM },
    says: 'deletes all that is found below {}',
    advice: 'Look first at what is found: leave out the deleting.',
  },
  /** Only ever an empty folder: nothing is lost with it. */
  'file.delete-empty': {
    risk: MEDIUM,
    capabilities: FILE_MODIFICATION,
    path: 'change',
    at: { workspace: LOW, temporary: LOW, sink: LOW, system: HIGH, 'system-startup': HIGH, kernel: HIGH, ...VITAL },
    says: 'deletes {}, which must be empty',
  },
  'file.mirror': {
    risk: HIGH,
    capabilities: FILE_MODIFICATION | DESTRUCTIVE | IRREVERSIBLE,
    path: 'change',
    reaches: 'below',
    at: EMPTIED,
    says: 'deletes from {} what the source lacks',
    advice: 'See first what would go: `--dry-run`.',
  },
  /** Files come out of an archive into {}, over those that were there. */
  'file.unpack': {
    risk: MEDIUM,
    capabilities: FILE_MODIFICATION,
    path: 'change',
    at: { ...WRITTEN, 'home-root': HIGH, unresolved: MEDIUM },
    says: 'unpacks files into {}',
  },
  /** What `file.permit` becomes under a mode that lets everybody write. */
  'file.open': {
    risk: HIGH,
    capabilities: FILE_MODIFICATION,
    path: 'change',
    reaches: 'below',
    at: {
      workspace: LOW,
      temporary: LOW,
      sink: LOW,
      ...VITAL,
      'home-root': CRITICAL,
      startup: CRITICAL,
      logins: CRITICAL,
      key: CRITICAL,
      passwords: CRITICAL,
      'system-startup': CRITICAL,
      'engine-socket': CRITICAL,
    },
    says: 'lets everybody change {}',
  },
  /** Its dates are made those that the command says. */
  'file.date': {
    risk: LOW,
    capabilities: FILE_MODIFICATION,
    path: 'change',
    at: {
      system: HIGH,
      log: HIGH,
      'system-critical': CRITICAL,
      'system-startup': CRITICAL,
      ...TRACES,
      logins: HIGH,
      passwords: CRITICAL,
      gate: CRITICAL,
    },
    says: 'changes the dates of {}',
  },
  /** Its dates are lent to another file, which then passes for as old as it. */
  'file.date-like': {
    risk: SAFE,
    capabilities: 0,
    path: 'observe',
    at: { system: HIGH, 'system-critical': HIGH, gate: CRITICAL },
    says: 'gives another file the dates of {}',
  },
  /** Runs the program or script that the word names. */
  'file.run': {
    risk: MEDIUM,
    capabilities: CODE_EXECUTION,
    path: 'observe',
    at: {
      hooks: HIGH,
      temporary: HIGH,
      sink: HIGH,
      device: HIGH,
      connection: CRITICAL,
      memory: CRITICAL,
      unresolved: HIGH,
      gate: CRITICAL,
    },
    says: 'runs {}',
  },
  /** Content of the file leaves the machine. */
  'file.upload': {
    risk: HIGH,
    capabilities: NETWORK_ACCESS | REMOTE_MUTATION,
    path: 'observe',
    at: {
      key: CRITICAL,
      passwords: CRITICAL,
      token: CRITICAL,
      history: CRITICAL,
      'home-root': CRITICAL,
      'system-critical': CRITICAL,
      root: CRITICAL,
      memory: CRITICAL,
      disk: CRITICAL,
      gate: CRITICAL,
    },
    says: 'sends {} to another system',
  },
  'file.permit-everyone': {
    risk: HIGH,
    capabilities: FILE_MODIFICATION,
    says: 'lets everybody write a file',
    advice: 'Grant the narrowest mode that works, such as u+rw or 755.',
  },

  // Looking, computing, the session itself.
  inspect: { risk: SAFE, capabilities: 0, says: 'only prints or computes' },
  'inspect.decoded': { risk: SAFE, capabilities: 0, says: 'prints what an encoding hides' },
  'inspect.setup': { risk: SAFE, capabilities: 0, says: 'prints shell code that sets a session up' },
  'inspect.guard': {
    risk: SAFE,
    capabilities: DEFENSE_EVASION,
    says: 'finds the process of a security control',
  },
  'inspect.daemon': { risk: SAFE, capabilities: 0, says: 'finds the process of a service of the system' },
  'inspect.gate': { risk: SAFE, capabilities: DEFENSE_EVASION, says: "finds the gate's own process" },
  'shell.state': { risk: SAFE, capabilities: 0, says: "changes only the shell's own state" },
  'shell.environment': { risk: SAFE, capabilities: 0, says: 'sets a variable' },
  'shell.poison': {
    risk: HIGH,
    capabilities: CODE_EXECUTION | DEFENSE_EVASION,
    says: 'sets a variable that decides which code later programs run',
    advice: 'Name the program by its path instead.',
  },
  'shell.inject': {
    risk: CRITICAL,
    capabilities: CODE_EXECUTION | DEFENSE_EVASION | PERSISTENCE,
    says: 'makes every later program load foreign code',
  },
  'shell.shadow': {
    risk: HIGH,
    capabilities: CODE_EXECUTION | DEFENSE_EVASION,
    says: 'gives a known command another meaning',
  },
  'shell.trap': { risk: HIGH, capabilities: CODE_EXECUTION | PERSISTENCE, says: 'leaves code behind that runs later' },
  'shell.history-off': { risk: CRITICAL, capabilities: DEFENSE_EVASION, says: 'hides what was done from the history' },
  'shell.interactive': {
    risk: HIGH,
    capabilities: CODE_EXECUTION,
    says: 'opens a shell or prompt that takes any command',
    advice: 'Give the command to run as an argument.',
  },
  'shell.bomb': { risk: CRITICAL, capabilities: DESTRUCTIVE, says: 'starts processes without end' },

  // Code.
  'code.project': { risk: MEDIUM, capabilities: CODE_EXECUTION, says: "runs the project's own code" },
  'code.inline': { risk: HIGH, capabilities: CODE_EXECUTION, says: 'runs code given in the text' },
  'code.inline-safe': {
    risk: LOW,
    capabilities: CODE_EXECUTION,
    says: 'runs code in the text that only computes and prints',
  },
  'code.stdin': { risk: HIGH, capabilities: CODE_EXECUTION, says: 'runs code read from its input' },
  'code.unresolved': {
    risk: HIGH,
    capabilities: CODE_EXECUTION | DYNAMIC,
    says: 'runs code known only at run time',
    advice: 'Write the command out.',
  },
  'code.fetched': {
    risk: CRITICAL,
    capabilities: CODE_EXECUTION | NETWORK_ACCESS,
    says: 'runs code straight from the network',
    advice: 'Download it to a file, read it, then run the file.',
  },
  'code.decoded': {
    risk: CRITICAL,
    capabilities: CODE_EXECUTION | DEFENSE_EVASION,
    says: 'runs code that was hidden by an encoding',
  },
  'code.remote-package': {
    risk: HIGH,
    capabilities: CODE_EXECUTION | NETWORK_ACCESS,
    says: 'downloads a package and runs it',
  },
  'code.load': { risk: HIGH, capabilities: CODE_EXECUTION, says: 'loads a library, plug-in or module by name' },
  'code.hook': { risk: HIGH, capabilities: CODE_EXECUTION, says: 'names a program that it will run' },
  'code.plant': {
    risk: CRITICAL,
    capabilities: CODE_EXECUTION | PERSISTENCE | DEFENSE_EVASION,
    says: 'plants code that something else will run',
  },
  'code.remote-shell': {
    risk: CRITICAL,
    capabilities: CODE_EXECUTION | NETWORK_ACCESS | DATA_EXFILTRATION,
    says: 'gives a shell to another machine',
  },

  // Version control.
  'vcs.change': {
    risk: LOW,
    capabilities: FILE_MODIFICATION,
    says: 'changes the repository in a way that it can undo',
  },
  'vcs.discard': {
    risk: HIGH,
    capabilities: FILE_MODIFICATION | DESTRUCTIVE | IRREVERSIBLE,
    says: 'throws away work that is not committed',
    advice: 'Commit what is to be kept, or set it aside with `git stash`.',
  },
  'vcs.rewrite': { risk: HIGH, capabilities: FILE_MODIFICATION | DESTRUCTIVE, says: 'rewrites or drops history' },
  'vcs.fetch': {
    risk: LOW,
    capabilities: NETWORK_ACCESS | FILE_MODIFICATION,
    says: 'fetches from a remote repository',
  },
  'vcs.refresh': {
    risk: SAFE,
    capabilities: NETWORK_ACCESS | FILE_MODIFICATION,
    says: 'brings what is known here of a remote repository up to date',
  },
  'vcs.push': {
    risk: MEDIUM,
    capabilities: NETWORK_ACCESS | REMOTE_MUTATION,
    says: 'publishes commits to a remote repository',
  },
  'vcs.force-push': {
    risk: HIGH,
    capabilities: NETWORK_ACCESS | REMOTE_MUTATION | DESTRUCTIVE | IRREVERSIBLE,
    says: 'overwrites history on a remote repository',
    advice: 'Use `git push --force-with-lease`.',
  },
  'vcs.delete-remote': {
    risk: HIGH,
    capabilities: NETWORK_ACCESS | REMOTE_MUTATION | DESTRUCTIVE,
    says: 'deletes a branch or tag on a remote repository',
  },

  // Configuration, packages, builds.
  'config.change': { risk: LOW, capabilities: FILE_MODIFICATION, says: "changes a tool's settings" },
  'config.redirect': {
    risk: HIGH,
    capabilities: FILE_MODIFICATION | PERSISTENCE | CODE_EXECUTION,
    says: 'changes a setting that decides which code runs or where it comes from',
  },
  build: { risk: MEDIUM, capabilities: CODE_EXECUTION | FILE_MODIFICATION, says: 'builds or tests the project' },
  'package.install': {
    risk: MEDIUM,
    capabilities: NETWORK_ACCESS | FILE_MODIFICATION | CODE_EXECUTION,
    says: 'installs packages for the project',
  },
  'package.install-system': {
    risk: MEDIUM,
    capabilities: NETWORK_ACCESS | SYSTEM_MODIFICATION | CODE_EXECUTION,
    says: 'installs packages for the whole system or user',
  },
  'package.foreign': {
    risk: HIGH,
    capabilities: NETWORK_ACCESS | CODE_EXECUTION,
    says: "takes packages from a source of the command's own choosing",
  },
  'package.remove': { risk: MEDIUM, capabilities: FILE_MODIFICATION, says: "removes the project's packages" },
  'package.remove-system': {
    risk: HIGH,
    capabilities: SYSTEM_MODIFICATION | DESTRUCTIVE,
    says: 'removes packages from the system',
  },
  'package.publish': {
    risk: HIGH,
    capabilities: NETWORK_ACCESS | REMOTE_MUTATION | IRREVERSIBLE,
    says: 'publishes a package or image',
  },
  'cache.clear': { risk: LOW, capabilities: FILE_MODIFICATION, says: 'clears a cache' },

  // Network.
  'network.probe': { risk: SAFE, capabilities: NETWORK_ACCESS, says: 'asks the network a harmless question' },
  'network.fetch': { risk: SAFE, capabilities: NETWORK_ACCESS, says: 'fetches {}' },
  'network.local': { risk: LOW, capabilities: NETWORK_ACCESS, says: "talks to one of this machine's own services" },
  'network.metadata': {
    risk: CRITICAL,
    capabilities: NETWORK_ACCESS | CREDENTIAL_ACCESS,
    says: "asks the cloud's metadata service, which hands out credentials",
  },
  'network.send': { risk: HIGH, capabilities: NETWORK_ACCESS | REMOTE_MUTATION, says: 'sends data to {}' },
  'network.exfiltrate': {
    risk: CRITICAL,
    capabilities: NETWORK_ACCESS | DATA_EXFILTRATION | CREDENTIAL_ACCESS,
    says: 'lets secrets flow into the network',
  },
  'network.connect': { risk: HIGH, capabilities: NETWORK_ACCESS, says: 'opens a connection to {}' },
  'network.login': { risk: HIGH, capabilities: NETWORK_ACCESS | CODE_EXECUTION, says: 'logs in to {}' },
  'network.tunnel': {
    risk: HIGH,
    capabilities: NETWORK_ACCESS | DEFENSE_EVASION,
    says: 'opens a tunnel or forwards a port',
  },
  'network.listen': { risk: MEDIUM, capabilities: NETWORK_ACCESS, says: 'serves requests on a port' },
  'network.listen-raw': { risk: HIGH, capabilities: NETWORK_ACCESS, says: 'accepts raw connections from the network' },
  'network.scan': { risk: HIGH, capabilities: NETWORK_ACCESS, says: "maps other machines' services" },
  'network.capture': {
    risk: HIGH,
    capabilities: NETWORK_ACCESS | CREDENTIAL_ACCESS | REQUIRES_ROOT,
    says: 'records network traffic',
  },
  'network.configure': {
    risk: HIGH,
    capabilities: SYSTEM_MODIFICATION | REQUIRES_ROOT,
    says: "changes the machine's network",
  },
  'network.firewall-off': {
    risk: CRITICAL,
    capabilities: SYSTEM_MODIFICATION | DEFENSE_EVASION | REQUIRES_ROOT,
    says: 'takes the firewall down',
  },

  // Other systems: clouds, clusters, services.
  'remote.read': { risk: SAFE, capabilities: NETWORK_ACCESS, says: 'reads the state of another system' },
  'remote.change': { risk: HIGH, capabilities: NETWORK_ACCESS | REMOTE_MUTATION, says: 'changes another system' },
  'remote.create': {
    risk: MEDIUM,
    capabilities: NETWORK_ACCESS | REMOTE_MUTATION,
    says: 'creates something new on another system',
  },
  'remote.restart': {
    risk: MEDIUM,
    capabilities: NETWORK_ACCESS | REMOTE_MUTATION,
    says: 'restarts something on another system',
  },
  'remote.run': {
    risk: MEDIUM,
    capabilities: NETWORK_ACCESS | CODE_EXECUTION,
    says: 'logs in to {} and runs what the command line gives',
  },
  'remote.note': {
    risk: MEDIUM,
    capabilities: NETWORK_ACCESS | REMOTE_MUTATION,
    says: 'posts an issue, a comment, a review or the like',
  },
  'remote.delete': {
    risk: HIGH,
    capabilities: NETWORK_ACCESS | REMOTE_MUTATION | DESTRUCTIVE,
    says: 'deletes something on another system',
  },
  'remote.destroy': {
    risk: CRITICAL,
    capabilities: NETWORK_ACCESS | REMOTE_MUTATION | DESTRUCTIVE | IRREVERSIBLE,
    says: 'destroys much or all on another system, without a way back',
  },
  'remote.grant': {
    risk: HIGH,
    capabilities: NETWORK_ACCESS | REMOTE_MUTATION | PRIVILEGE_ESCALATION,
    says: 'grants rights on another system',
  },
  'remote.secret': {
    risk: HIGH,
    capabilities: NETWORK_ACCESS | CREDENTIAL_ACCESS,
    says: 'reads a secret from another system',
  },
  'remote.login': {
    risk: MEDIUM,
    capabilities: NETWORK_ACCESS | CREDENTIAL_ACCESS,
    says: 'logs in to, or out of, another system',
  },

  // Containers.
  'container.run': { risk: MEDIUM, capabilities: CODE_EXECUTION | NETWORK_ACCESS, says: 'runs a container' },
  'container.change': {
    risk: MEDIUM,
    capabilities: SYSTEM_MODIFICATION,
    says: 'changes containers or images on this machine',
  },
  'container.purge': {
    risk: HIGH,
    capabilities: SYSTEM_MODIFICATION | DESTRUCTIVE | IRREVERSIBLE,
    says: 'deletes many containers, images or volumes',
  },
  'container.escape': {
    risk: CRITICAL,
    capabilities: CONTAINER_ESCAPE | PRIVILEGE_ESCALATION,
    says: 'lets a container reach the whole machine',
  },

  // Databases.
  'database.query': { risk: SAFE, capabilities: NETWORK_ACCESS, says: 'runs a query' },
  'database.session': { risk: LOW, capabilities: NETWORK_ACCESS, says: 'opens a prompt of a database' },
  'database.add': {
    risk: MEDIUM,
    capabilities: NETWORK_ACCESS | REMOTE_MUTATION,
    says: 'adds to a database',
  },
  'database.change': { risk: HIGH, capabilities: NETWORK_ACCESS | REMOTE_MUTATION, says: 'changes data in a database' },
  'database.reset': {
    risk: HIGH,
    capabilities: DESTRUCTIVE | IRREVERSIBLE,
    says: "empties the project's own development database",
  },
  'database.destroy': {
    risk: CRITICAL,
    capabilities: NETWORK_ACCESS | REMOTE_MUTATION | DESTRUCTIVE | IRREVERSIBLE,
    says: 'drops or empties tables or databases',
  },

  // Processes, services, the machine.
  'process.signal': { risk: MEDIUM, capabilities: 0, reaches: 'process', says: 'signals a process' },
  'process.signal-many': { risk: HIGH, capabilities: DESTRUCTIVE, says: 'signals every process of a user' },
  'process.kill-all': {
    risk: CRITICAL,
    capabilities: SYSTEM_MODIFICATION | DESTRUCTIVE,
    reaches: 'process',
    says: 'kills every process',
  },
  'process.trace': {
    risk: HIGH,
    capabilities: CREDENTIAL_ACCESS | CODE_EXECUTION,
    reaches: 'process',
    says: "reads or steers another process's memory",
  },
  'service.change': {
    risk: HIGH,
    capabilities: SYSTEM_MODIFICATION | REQUIRES_ROOT,
    says: 'starts, stops or restarts a service',
  },
  'service.restart': {
    risk: MEDIUM,
    capabilities: SYSTEM_MODIFICATION | REQUIRES_ROOT,
    says: 'restarts or reloads a service',
  },
  'service.enable': {
    risk: HIGH,
    capabilities: SYSTEM_MODIFICATION | PERSISTENCE | REQUIRES_ROOT,
    says: 'makes a service start by itself',
  },
  'schedule.install': { risk: HIGH, capabilities: PERSISTENCE | CODE_EXECUTION, says: 'schedules code to run later' },
  'schedule.remove': {
    risk: HIGH,
    capabilities: DESTRUCTIVE | IRREVERSIBLE,
    says: 'deletes the whole list of what is to run later',
    advice: 'Save it first: `crontab -l > crontab.txt`.',
  },
  'privilege.raise': {
    risk: MEDIUM,
    capabilities: REQUIRES_ROOT | PRIVILEGE_ESCALATION,
    says: 'runs with the rights of another user',
  },
  'privilege.set-group': {
    risk: HIGH,
    capabilities: PRIVILEGE_ESCALATION,
    says: 'lets a program run with the rights of its group, whoever starts it',
  },
  'privilege.shell': {
    risk: HIGH,
    capabilities: REQUIRES_ROOT | PRIVILEGE_ESCALATION | CODE_EXECUTION,
    says: 'opens a shell with the rights of another user',
  },
  'privilege.grant': {
    risk: CRITICAL,
    capabilities: REQUIRES_ROOT | PRIVILEGE_ESCALATION | PERSISTENCE,
    says: 'grants lasting administrator rights',
  },
  'user.change': {
    risk: HIGH,
    capabilities: SYSTEM_MODIFICATION | REQUIRES_ROOT | PERSISTENCE,
    says: 'changes users, groups or passwords',
  },
  'system.change': {
    risk: HIGH,
    capabilities: SYSTEM_MODIFICATION | REQUIRES_ROOT,
    says: "changes the machine's settings",
  },
  'system.shutdown': {
    risk: HIGH,
    capabilities: SYSTEM_MODIFICATION | REQUIRES_ROOT,
    says: 'stops or restarts the machine',
  },
  'kernel.load': {
    risk: HIGH,
    capabilities: SYSTEM_MODIFICATION | REQUIRES_ROOT | CODE_EXECUTION,
    says: 'loads code into the kernel',
  },
  'disk.mount': {
    risk: MEDIUM,
    capabilities: SYSTEM_MODIFICATION | REQUIRES_ROOT,
    reaches: 'below',
    says: 'mounts or unmounts a file system',
  },
  'disk.change': {
    risk: HIGH,
    capabilities: SYSTEM_MODIFICATION | REQUIRES_ROOT,
    says: 'changes volumes, arrays or file system settings',
  },
  'disk.destroy': {
    risk: CRITICAL,
    capabilities: SYSTEM_MODIFICATION | DESTRUCTIVE | IRREVERSIBLE | REQUIRES_ROOT,
    says: 'destroys what a disk or partition holds',
  },
  'desktop.act': { risk: LOW, capabilities: 0, says: 'opens or controls something on the desktop' },
  'desktop.spy': {
    risk: HIGH,
    capabilities: CREDENTIAL_ACCESS,
    says: 'records the screen, the keyboard, the clipboard or the microphone',
  },

  // Secrets, hiding, attack.
  'secret.show': { risk: HIGH, capabilities: CREDENTIAL_ACCESS, says: 'prints a secret' },
  'secret.hunt': {
    risk: HIGH,
    capabilities: CREDENTIAL_ACCESS,
    says: 'looks for keys or passwords by their usual names',
  },
  'secret.dump': { risk: CRITICAL, capabilities: CREDENTIAL_ACCESS, says: 'dumps passwords, keys or tokens' },
  'secret.expose': {
    risk: HIGH,
    capabilities: NETWORK_ACCESS | CREDENTIAL_ACCESS,
    says: 'hands a key that stands in the text to another system',
    advice: 'Take it from a variable, so that it stays out of logs and histories.',
  },
  'secret.change': { risk: HIGH, capabilities: CREDENTIAL_ACCESS, says: 'changes or creates credentials' },
  'environment.show': {
    risk: LOW,
    capabilities: CREDENTIAL_ACCESS,
    says: 'prints environment variables, which may hold secrets',
  },
  'evade.logs': { risk: CRITICAL, capabilities: DEFENSE_EVASION | DESTRUCTIVE, says: 'deletes or silences logs' },
  'evade.security': {
    risk: CRITICAL,
    capabilities: DEFENSE_EVASION | SYSTEM_MODIFICATION,
    says: 'stops or weakens a security control',
  },
  'evade.attributes': {
    risk: HIGH,
    capabilities: DEFENSE_EVASION | FILE_MODIFICATION,
    path: 'change',
    at: { passwords: CRITICAL, 'system-critical': CRITICAL, 'system-startup': CRITICAL, gate: CRITICAL },
    says: 'hides or protects a file against the usual tools',
  },
  'attack.tool': {
    risk: CRITICAL,
    capabilities: NETWORK_ACCESS | CREDENTIAL_ACCESS | DEFENSE_EVASION,
    says: 'is a tool for attacks on systems or passwords',
  },
  mining: { risk: CRITICAL, capabilities: NETWORK_ACCESS, says: 'mines cryptocurrency' },

  // Agents and the gate itself.
  'agent.start': { risk: MEDIUM, capabilities: CODE_EXECUTION | NETWORK_ACCESS, says: 'starts another agent' },
  'agent.unleash': {
    risk: CRITICAL,
    capabilities: CODE_EXECUTION | DEFENSE_EVASION | NETWORK_ACCESS,
    says: 'starts another agent without its safeguards',
  },
  /** Moved, removed or closed with the folder that they lie in. */
  'gate.uproot': {
    risk: CRITICAL,
    capabilities: GATE_TAMPERING | DEFENSE_EVASION,
    says: "takes the gate's own files along",
    advice: "Name a narrower path, beside the gate's own files.",
  },
  'gate.signal': {
    risk: CRITICAL,
    capabilities: GATE_TAMPERING | DEFENSE_EVASION,
    says: "signals the gate's own process",
  },
  'gate.tamper': { risk: CRITICAL, capabilities: GATE_TAMPERING | DEFENSE_EVASION, says: 'changes the gate itself' },

  // Calls of tools over MCP, where annotations are all that is known.
  /** No laxer than a change: whoever serves the tool says so. A rule that trusts the server allows this effect. */
  'call.read': { risk: HIGH, capabilities: INFERRED, says: 'calls a tool that says it only reads' },
  'call.change': { risk: HIGH, capabilities: REMOTE_MUTATION | INFERRED, says: 'calls a tool that may change things' },
  'call.destroy': {
    risk: HIGH,
    capabilities: REMOTE_MUTATION | DESTRUCTIVE | INFERRED,
    says: 'calls a tool that may destroy things',
  },

  // What could not be known.
  'unknown.tool': {
    risk: HIGH,
    capabilities: UNKNOWN_TOOL,
    says: 'runs {}, which the registry does not know',
    advice: 'Describe the tool in a policy, or ask for approval.',
  },
  'unknown.subcommand': { risk: HIGH, capabilities: 0, says: 'uses {}, a subcommand that the registry does not know' },
  'unknown.option': { risk: HIGH, capabilities: 0, says: 'uses {}, an option that the registry does not know' },
  'dynamic.word': { risk: SAFE, capabilities: DYNAMIC, says: 'uses {}, which is known only at run time' },
  'dynamic.command': {
    risk: HIGH,
    capabilities: DYNAMIC | CODE_EXECUTION,
    says: 'runs a command that is known only at run time',
    advice: 'Write the command out.',
  },
  'dynamic.option': { risk: HIGH, capabilities: DYNAMIC, says: 'takes an option that is known only at run time' },
  'text.hidden': {
    risk: HIGH,
    capabilities: DEFENSE_EVASION,
    says: 'holds characters that hide text from whoever reads it',
  },
  'text.unparsed': {
    risk: HIGH,
    capabilities: UNPARSED,
    says: 'cannot be read as a command line',
    advice: 'Check quotes, brackets and here-documents.',
  },
  'text.excessive': { risk: HIGH, capabilities: UNPARSED, says: 'is longer or deeper nested than can be checked' },
} as const satisfies Record<string, Effect>;
export type EffectName = keyof typeof EFFECTS;

/** Effect names in their numbering. */
export const EFFECT_NAMES: readonly EffectName[] = Object.keys(EFFECTS) as EffectName[];

/** An entry of the catalogue, by its own type rather than its literal one. */
export function effectOf(name: EffectName): Effect {
  return EFFECTS[name];
}
export type { Effect };
