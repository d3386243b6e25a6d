#!/usr/bin/env bash
# Fetches the kernels that tests boot as guests, Debian's newest 6.1 and 6.12, each with an initramfs that leads into
# this machine's own root file system; packages/kernel/test/guest boots them. Does nothing where all are there; with
# --refresh it looks for newer ones. The cache is root's, and anybody may read it.
set -euo pipefail

readonly CACHE=/var/cache/capgate-kernels
readonly VERSIONS=(6.1 6.12)
# What the initramfs needs to see the root file system; what a kernel has built in is no file.
readonly MODULES=(virtio_pci 9pnet_virtio 9p overlay)
# An initramfs made by another form of this script is made anew.
FORM=$(sha256sum "${BASH_SOURCE[0]}" | cut -c1-16)
readonly FORM

main() {
  local wanted=() version
  for version in "${VERSIONS[@]}"; do
    [[ ${1:-} != --refresh && $(cat "$CACHE/$version/form" 2>/dev/null) == "$FORM" ]] || wanted+=("$version")
  done
  if ((${#wanted[@]} == 0)); then
    echo "guest kernels: nothing to fetch"
    return
  fi
  if [[ $(dpkg --print-architecture) != amd64 ]]; then
    echo "guest kernels: none here, as they are for amd64 and run this machine's own programs"
    return
  fi
  # Global, as the trap runs outside of this function.
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  mkdir -p "$CACHE"
  list_packages
  for version in "${wanted[@]}"; do fetch "$version"; done
}

# Asks the mirrors of this machine, and of the same ones for backports, without touching what apt knows here.
list_packages() {
  mkdir -p "$work/lists/partial"
  [[ -n $(sources) ]] || apt-get update --quiet=2
  sources >"$work/sources.list"
  [[ -s $work/sources.list ]] || fail "expected apt to know a mirror of Debian, met none in its sources"
  apt get update --quiet=2
}

# A line for each of the machine's own sources, and one for the backports beside its release.
sources() {
  local codename uri release component
  codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Identifier: Packages' 'Origin: Debian' | sort -u |
    while read -r uri release component; do
      echo "deb [$SIGNED] $uri $release $component"
      if [[ $release == "$codename" ]]; then echo "deb [$SIGNED] $uri $codename-backports $component"; fi
    done
}
readonly SIGNED=signed-by=/usr/share/keyrings/debian-archive-keyring.gpg

# apt-get or apt-cache, with sources and lists of our own.
apt() {
  "apt-$1" -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::State::Lists="$work/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
    -o APT::Sandbox::User=root "${@:2}"
}

fetch() {
  local version=$1 folder=$work/$1 package
  package=$(newest "$version")
  [[ -n $package ]] || fail "expected Debian to offer a kernel $version, met none in this machine's sources and their backports"
  echo "guest kernels: fetching $package"
  mkdir -p "$folder/deb" "$folder/done"
  (cd "$folder" && apt get download --quiet=2 "$package")
  dpkg-deb --extract "$folder"/*.deb "$folder/deb"
  unpack_kernel "$folder"/deb/boot/vmlinuz-* >"$folder/done/vmlinux"
  make_initramfs "$folder/deb" "$folder/done/initramfs"
  echo "$package" >"$folder/done/package"
  echo "$FORM" >"$folder/done/form"
  rm -rf "${CACHE:?}/$version"
  mv "$folder/done" "$CACHE/$version"
  chmod -R u=rwX,go=rX "$CACHE"
}

# The newest package of a series, as NAME=VERSION: what the metapackage depends on.
newest() {
  apt cache show linux-image-amd64 |
    awk -v series="$1." '
      /^Version:/ { version = $2 }
      /^Depends:/ { name = $2 }
      /^$/ { if (index(version, series) == 1) print version, name; version = "" }
      END { if (index(version, series) == 1) print version, name }' |
    sort --version-sort | tail -n 1 | awk 'NF { print $2 "=" $1 }'
}

# The kernel proper: unpacking itself would take it seconds of emulation. The header says where it lies, packed; its
# last four bytes are its size.
unpack_kernel() {
  local image=$1 start length
  start=$((($(number "$image" 497 1) + 1) * 512 + $(number "$image" 584 4)))
  length=$(($(number "$image" 588 4) - 4))
  case $(od -An -tx1 -j "$start" -N 4 "$image" | tr -d ' ') in
    28b52ffd) slice "$image" "$start" "$length" | zstd --decompress --quiet ;;
    fd377a58) slice "$image" "$start" "$length" | xz --decompress ;;
    *) fail "expected a kernel packed by zstd or xz, met another form in $image" ;;
  esac
}

number() {
  od -An -tu"$3" -j "$2" -N "$3" "$1" | tr -d ' '
}

slice() {
  head -c "$(($2 + $3))" "$1" | tail -c "$3"
}

# A shell, the modules in their order, and the way into the root file system. Not packed, as above.
make_initramfs() {
  local deb=$1 initramfs=$2 folder release path name
  folder=$(mktemp -d "$work/initramfs.XXXX")
  release=$(basename "$deb"/lib/modules/*)
  mkdir -p "$folder"/{bin,dev,proc,modules,host,memory,root}
  cp /bin/busybox "$folder/bin/busybox"
  depmod --basedir "$deb" "$release"
  modprobe --dirname "$deb" --set-version "$release" --show-depends --all "${MODULES[@]}" |
    awk '$1 == "insmod" && !seen[$2]++ { print $2 }' |
    while read -r path; do
      name=$(basename "$path" .xz)
      case $path in *.xz) xz --decompress --stdout "$path" ;; *) cat "$path" ;; esac >"$folder/modules/$name"
      echo "$name" >>"$folder/modules/order"
    done
  way_in >"$folder/init"
  chmod +x "$folder/init"
  (cd "$folder" && find . | cpio --create --format=newc --quiet) >"$initramfs"
}

# The root file system read-only with memory on top, and in it the folder that the host shares as `job`, whose `boot`
# goes on. The mount of the root is cached: who runs a guest leaves alone what it reads.
way_in() {
  cat <<'INIT'
#!/bin/busybox sh
set -e
busybox=/bin/busybox
$busybox mount -t devtmpfs dev /dev
while read -r module; do $busybox insmod "/modules/$module"; done </modules/order
nine=trans=virtio,version=9p2000.L,msize=524288
$busybox mount -t 9p -o "$nine,ro,cache=loose" host /host
$busybox mount -t tmpfs memory /memory
$busybox mkdir /memory/upper /memory/work
$busybox mount -t overlay -o lowerdir=/host,upperdir=/memory/upper,workdir=/memory/work root /root
$busybox mount -t tmpfs run /root/run
$busybox mkdir /root/run/guest
$busybox mount -t 9p -o "$nine" job /root/run/guest
exec $busybox switch_root /root /run/guest/boot
INIT
}

fail() {
  echo "guest kernels: $1" >&2
  exit 1
}

main "$@"
