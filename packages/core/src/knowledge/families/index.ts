/** Every family, in the order of their files' names. */
import type { Family } from '../vocabulary/spec.ts';
import { agents } from './agents.ts';
import { ansible } from './ansible.ts';
import { archives } from './archives.ts';
import { attack } from './attack.ts';
import { aws } from './aws.ts';
import { azure } from './azure.ts';
import { batch } from './batch.ts';
import { binaries } from './binaries.ts';
import { bsd } from './bsd.ts';
import { builtins } from './builtins.ts';
import { ciServices } from './ci-services.ts';
import { clouds } from './clouds.ts';
import { codeEditors } from './code-editors.ts';
import { conda } from './conda.ts';
import { configuration } from './configuration.ts';
import { containers } from './containers.ts';
import { curl } from './curl.ts';
import { dataMl } from './data-ml.ts';
import { databases } from './databases.ts';
import { debuggers } from './debuggers.ts';
import { desktop } from './desktop.ts';
import { disks } from './disks.ts';
import { dns } from './dns.ts';
import { docker } from './docker.ts';
import { documentation } from './documentation.ts';
import { documents } from './documents.ts';
import { downloaders } from './downloaders.ts';
import { editors } from './editors.ts';
import { encryption } from './encryption.ts';
import { files } from './files.ts';
import { filetransfer } from './filetransfer.ts';
import { firewall } from './firewall.ts';
import { forges } from './forges.ts';
import { frameworks } from './frameworks.ts';
import { fun } from './fun.ts';
import { functionalPackages } from './functional-packages.ts';
import { gate } from './gate.ts';
import { gcloud } from './gcloud.ts';
import { gitTools } from './git-tools.ts';
import { git } from './git.ts';
import { inspect } from './inspect.ts';
import { compiledInterpreters } from './interpreters-compiled.ts';
import { interpreters } from './interpreters.ts';
import { javascriptPackages } from './javascript-packages.ts';
import { javascriptTools } from './javascript-tools.ts';
import { jvmDotnet } from './jvm-dotnet.ts';
import { kernel } from './kernel.ts';
import { kubectl } from './kubectl.ts';
import { kubernetes } from './kubernetes.ts';
import { ledgers } from './ledgers.ts';
import { macos } from './macos.ts';
import { media } from './media.ts';
import { mobilePackages } from './mobile-packages.ts';
import { mobile } from './mobile.ts';
import { multiplexers } from './multiplexers.ts';
import { mysql } from './mysql.ts';
import { nativeBuild } from './native-build.ts';
import { nativePackages } from './native-packages.ts';
import { netconfig } from './netconfig.ts';
import { netpbm } from './netpbm.ts';
import { netstate } from './netstate.ts';
import { observability } from './observability.ts';
import { openssl } from './openssl.ts';
import { orchestration } from './orchestration.ts';
import { archPackages } from './packages-arch.ts';
import { debianPackages } from './packages-debian.ts';
import { desktopPackages } from './packages-desktop.ts';
import { nixPackages } from './packages-nix.ts';
import { otherPackages } from './packages-other.ts';
import { rpmPackages } from './packages-rpm.ts';
import { pagers } from './pagers.ts';
import { permissions } from './permissions.ts';
import { postgres } from './postgres.ts';
import { powershell } from './powershell.ts';
import { privilege } from './privilege.ts';
import { processes } from './processes.ts';
import { pythonPackages } from './python-packages.ts';
import { queues } from './queues.ts';
import { rubyPhpPackages } from './ruby-php-packages.ts';
import { rustGo } from './rust-go.ts';
import { scanners } from './scanners.ts';
import { search } from './search.ts';
import { secrets } from './secrets.ts';
import { services } from './services.ts';
import { sharedNames } from './shared-names.ts';
import { shells } from './shells.ts';
import { smallTools } from './small-tools.ts';
import { sockets } from './sockets.ts';
import { sqlite } from './sqlite.ts';
import { ssh } from './ssh.ts';
import { storage } from './storage.ts';
import { streams } from './streams.ts';
import { terraform } from './terraform.ts';
import { testingLinting } from './testing-linting.ts';
import { textutils } from './textutils.ts';
import { users } from './users.ts';
import { vcs } from './vcs.ts';
import { versionManagers } from './version-managers.ts';
import { virtualisation } from './virtualisation.ts';
import { webBuild } from './web-build.ts';
import { webservers } from './webservers.ts';
import { windows } from './windows.ts';
import { wrappers } from './wrappers.ts';

export const families: readonly Family[] = [
  agents,
  ansible,
  archives,
  attack,
  aws,
  azure,
  batch,
  binaries,
  bsd,
  builtins,
  ciServices,
  clouds,
  codeEditors,
  conda,
  configuration,
  containers,
  curl,
  dataMl,
  databases,
  debuggers,
  desktop,
  disks,
  dns,
  docker,
  documentation,
  documents,
  downloaders,
  editors,
  encryption,
  files,
  filetransfer,
  firewall,
  forges,
  frameworks,
  fun,
  functionalPackages,
  gate,
  gcloud,
  gitTools,
  git,
  inspect,
  compiledInterpreters,
  interpreters,
  javascriptPackages,
  javascriptTools,
  jvmDotnet,
  kernel,
  kubectl,
  kubernetes,
  ledgers,
  macos,
  media,
  mobilePackages,
  mobile,
  multiplexers,
  mysql,
  nativeBuild,
  nativePackages,
  netconfig,
  netpbm,
  netstate,
  observability,
  openssl,
  orchestration,
  archPackages,
  debianPackages,
  desktopPackages,
  nixPackages,
  otherPackages,
  rpmPackages,
  pagers,
  permissions,
  postgres,
  powershell,
  privilege,
  processes,
  pythonPackages,
  queues,
  rubyPhpPackages,
  rustGo,
  scanners,
  search,
  secrets,
  services,
  sharedNames,
  shells,
  smallTools,
  sockets,
  sqlite,
  ssh,
  storage,
  streams,
  terraform,
  testingLinting,
  textutils,
  users,
  vcs,
  versionManagers,
  virtualisation,
  webBuild,
  webservers,
  windows,
  wrappers,
];
