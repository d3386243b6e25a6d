/** Every family, in the order of their files' names. */
import type { Family } from '../spec.ts';
import { agents } from './agents.ts';
import { archives } from './archives.ts';
import { binaries } from './binaries.ts';
import { bsd } from './bsd.ts';
import { builtins } from './builtins.ts';
import { ciServices } from './ci-services.ts';
import { codeEditors } from './code-editors.ts';
import { configuration } from './configuration.ts';
import { containers } from './containers.ts';
import { curl } from './curl.ts';
import { dataMl } from './data-ml.ts';
import { databases } from './databases.ts';
import { debuggers } from './debuggers.ts';
import { desktop } from './desktop.ts';
import { disks } from './disks.ts';
import { documentation } from './documentation.ts';
import { editors } from './editors.ts';
import { files } from './files.ts';
import { filetransfer } from './filetransfer.ts';
import { firewall } from './firewall.ts';
import { forges } from './forges.ts';
import { frameworks } from './frameworks.ts';
import { fun } from './fun.ts';
import { gate } from './gate.ts';
import { gitTools } from './git-tools.ts';
import { git } from './git.ts';
import { inspect } from './inspect.ts';
import { interpreters } from './interpreters.ts';
import { javascriptPackages } from './javascript-packages.ts';
import { jvmDotnet } from './jvm-dotnet.ts';
import { kernel } from './kernel.ts';
import { languagePackages } from './language-packages.ts';
import { macos } from './macos.ts';
import { media } from './media.ts';
import { mobile } from './mobile.ts';
import { multiplexers } from './multiplexers.ts';
import { mysql } from './mysql.ts';
import { nativeBuild } from './native-build.ts';
import { netstate } from './netstate.ts';
import { orchestration } from './orchestration.ts';
import { debianPackages } from './packages-debian.ts';
import { otherPackages } from './packages-other.ts';
import { rpmPackages } from './packages-rpm.ts';
import { pagers } from './pagers.ts';
import { permissions } from './permissions.ts';
import { privilege } from './privilege.ts';
import { processes } from './processes.ts';
import { pythonPackages } from './python-packages.ts';
import { rustGo } from './rust-go.ts';
import { search } from './search.ts';
import { services } from './services.ts';
import { sharedNames } from './shared-names.ts';
import { shells } from './shells.ts';
import { sqlite } from './sqlite.ts';
import { streams } from './streams.ts';
import { testingLinting } from './testing-linting.ts';
import { textutils } from './textutils.ts';
import { users } from './users.ts';
import { vcs } from './vcs.ts';
import { virtualisation } from './virtualisation.ts';
import { webBuild } from './web-build.ts';
import { wrappers } from './wrappers.ts';

export const families: readonly Family[] = [
  agents,
  archives,
  binaries,
  bsd,
  builtins,
  ciServices,
  codeEditors,
  configuration,
  containers,
  curl,
  dataMl,
  databases,
  debuggers,
  desktop,
  disks,
  documentation,
  editors,
  files,
  filetransfer,
  firewall,
  forges,
  frameworks,
  fun,
  gate,
  gitTools,
  git,
  inspect,
  interpreters,
  javascriptPackages,
  jvmDotnet,
  kernel,
  languagePackages,
  macos,
  media,
  mobile,
  multiplexers,
  mysql,
  nativeBuild,
  netstate,
  orchestration,
  debianPackages,
  otherPackages,
  rpmPackages,
  pagers,
  permissions,
  privilege,
  processes,
  pythonPackages,
  rustGo,
  search,
  services,
  sharedNames,
  shells,
  sqlite,
  streams,
  testingLinting,
  textutils,
  users,
  vcs,
  virtualisation,
  webBuild,
  wrappers,
];
