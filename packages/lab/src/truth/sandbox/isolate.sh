# Run by `sandbox.ts` as the first process of fresh user, mount, net, pid, ipc and uts namespaces, under a user id that
# owns nothing where root started it. Builds a root of its own in which nothing of the host can be written, moves there, forgets the host, drops
# every capability and only then runs anything. Each line must succeed: where one fails nothing is run.
#
# Arguments: an empty folder to build in, a Node program or nothing, what fills the tree, what is run in it.
set -euo pipefail
root=$1 node=$2 seed=$3 run=$4

mount -t tmpfs -o mode=755,size=1m,nosuid,nodev tree "$root"
cd "$root"
mkdir usr etc proc dev home tmp trace opt old

for folder in bin sbin lib lib32 lib64 libx32; do
  if [[ -L /$folder ]]; then
    cp -P "/$folder" "$folder"
  elif [[ -d /$folder ]]; then
    mkdir "$folder"
    mount --rbind "/$folder" "$folder"
  fi
done
mount --rbind /usr usr
mount --rbind /etc etc
if [[ -n $node ]]; then
  mkdir opt/bin
  : > opt/bin/node
  mount --bind "$node" opt/bin/node
fi

for folder in home tmp trace; do mount -t tmpfs -o mode=755,size=64m,nosuid,nodev "$folder" "$folder"; done
mount -t tmpfs -o mode=755,size=64k,nosuid dev dev
for device in null zero full random urandom; do
  : > "dev/$device"
  mount --bind "/dev/$device" "dev/$device"
done
ln -s /proc/self/fd dev/fd
mount -t proc -o nosuid,nodev,noexec proc proc
# Whoever makes a user namespace has every capability in it.
echo 0 > proc/sys/user/max_user_namespaces

pivot_root . old
cd /
umount -l /old
rmdir /old

# Everything but the throw-away folders and the bare devices can only be read from here on.
while read -r _ _ _ _ target _; do
  case $target in
    /home | /tmp | /trace | /dev/null | /dev/zero | /dev/full | /dev/random | /dev/urandom) ;;
    *) mount -o remount,bind,ro,nosuid "$target" ;;
  esac
done < <(cat /proc/self/mountinfo)

ulimit -d 1048576 -c 0 -f 65536 -n 256 -t 10 -u 64
drop=(setpriv --no-new-privs --bounding-set=-all --inh-caps=-all --)
export PATH=/opt/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin HOME=/home/dev LANG=C.UTF-8 TMPDIR=/tmp
mkdir -p /home/dev/project
cd /home/dev/project
"${drop[@]}" bash -c "$seed" < /dev/null > /dev/null 2>&1
exec "${drop[@]}" bash -c "$run" < /dev/null
