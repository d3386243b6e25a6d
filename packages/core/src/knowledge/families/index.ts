/** Every family, in the order of their files' names. */
import type { Family } from '../spec.ts';
import { archives } from './archives.ts';
import { binaries } from './binaries.ts';
import { builtins } from './builtins.ts';
import { containers } from './containers.ts';
import { curl } from './curl.ts';
import { editors } from './editors.ts';
import { files } from './files.ts';
import { filetransfer } from './filetransfer.ts';
import { firewall } from './firewall.ts';
import { forges } from './forges.ts';
import { gitTools } from './git-tools.ts';
import { git } from './git.ts';
import { inspect } from './inspect.ts';
import { javascriptPackages } from './javascript-packages.ts';
import { jvmDotnet } from './jvm-dotnet.ts';
import { multiplexers } from './multiplexers.ts';
import { netstate } from './netstate.ts';
import { pagers } from './pagers.ts';
import { permissions } from './permissions.ts';
import { privilege } from './privilege.ts';
import { processes } from './processes.ts';
import { pythonPackages } from './python-packages.ts';
import { search } from './search.ts';
import { services } from './services.ts';
import { shells } from './shells.ts';
import { streams } from './streams.ts';
import { textutils } from './textutils.ts';
import { users } from './users.ts';
import { vcs } from './vcs.ts';
import { wrappers } from './wrappers.ts';

export const families: readonly Family[] = [
  archives,
  binaries,
  builtins,
  containers,
  curl,
  editors,
  files,
  filetransfer,
  firewall,
  forges,
  gitTools,
  git,
  inspect,
  javascriptPackages,
  jvmDotnet,
  multiplexers,
  netstate,
  pagers,
  permissions,
  privilege,
  processes,
  pythonPackages,
  search,
  services,
  shells,
  streams,
  textutils,
  users,
  vcs,
  wrappers,
];
