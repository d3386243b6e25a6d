#!/usr/bin/env bash
# Installs the Debian packages that some tests need beyond npm. Needs root; does nothing where all are installed.
set -euo pipefail

packages=(
  bash            # `bash -n` is an oracle for what a command line means
  golang-go       # Go's own transparency log, as an outside verifier of ours
  golang-golang-x-mod-dev
  softhsm2        # a PKCS#11 token, for the keys that are kept in one
  g++             # compiles the binding to such tokens
  make
  gcc             # compiles the launcher of hooks, for this machine and another
  gcc-aarch64-linux-gnu
  qemu-user       # runs the other's
  python3
  chromium        # the browser example runs in a real browser
  chromium-driver
  strace          # what commands really do, held against what core says (`npm run truth`)
  prometheus      # scrapes a gate, and checks its metrics and alert rules
  util-linux      # the namespaces that they do it in
  clang-19        # compiles the programs for the kernel, as they are shipped
  llvm-19
  bpftool
  libbpf-dev
  iproute2        # opens loopback in such a one
  zsh             # the integration of shells runs in real ones
  qemu-system-x86 # boots the kernels that take BPF programs of type LSM
  busybox-static  # what such a guest begins with, and how it is packed
  cpio
  kmod
  xz-utils
  r-base-core     # the oracle of the lab's statistics
  r-cran-boot
  r-cran-exactranktests
  r-cran-mvtnorm
  nats-server     # the work queues by which the lab's workers get their work, and the fleet's servers
  openssl         # certificates for them, and another reader of those that the fleet makes
  bc              # what daily work runs, held to the masks of its verdicts
  bsdextrautils
  bzip2
  curl
  file
  git
  gnupg
  jq
  lsof
  openssh-client
  patch
  procps
  sqlite3
  unzip
  wget
  xxd
  zip
  zstd
)

missing=()
for package in "${packages[@]}"; do
  dpkg-query --show --showformat='${Status}\n' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
done

if ((${#missing[@]} == 0)); then
  echo "provision: nothing to install"
  exec "$(dirname "$0")/guest-kernels.sh"
fi
if ((EUID != 0)); then
  echo "provision: expected root to install ${missing[*]}; run: sudo scripts/provision.sh" >&2
  exit 1
fi

echo "provision: installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update --quiet
apt-get install --yes --quiet --no-install-recommends "${missing[@]}"
exec "$(dirname "$0")/guest-kernels.sh"
