# Run in place of a command: says what could be done that must not be. `sandbox.ts` goes on only if it is all as it must be.
# Nothing here does harm where the isolation is missing: files are made under one name, in folders where none of it is.
#
# $CANARY_FOLDER is a folder of the host that anybody may write to, $CANARY_PROCESS a process of the host.
for folder in / /usr /usr/bin /etc /opt /dev /proc /sys /var /root "$CANARY_FOLDER"; do
  if (: > "$folder/capgate-canary-$CANARY_PROCESS") 2> /dev/null; then echo "writes $folder"; fi
  if [[ $folder == "$CANARY_FOLDER" && -e $folder ]]; then echo "sees $folder"; fi
done
for folder in /home/dev/project /tmp; do
  if (: > "$folder/inside") 2> /dev/null; then echo "writes $folder"; fi
done
if kill -0 "$CANARY_PROCESS" 2> /dev/null; then echo "signals the host"; fi
while read -r _ _ _ _ target options _; do
  if [[ ,$options, == *,rw,* ]]; then echo "mounted $target"; fi
done < /proc/self/mountinfo
if unshare true 2> /dev/null && ! unshare --user true 2> /dev/null; then echo "nests no namespaces"; fi
while IFS=': ' read -r interface _; do
  if [[ $interface == lo || -d /proc/sys/net/ipv4/conf/$interface ]]; then echo "network $interface"; fi
done < /proc/net/dev
read -r _ outside _ < /proc/self/uid_map
echo "user $outside"
while read -r name value; do
  case $name in CapEff: | CapPrm: | CapBnd: | NoNewPrivs:) echo "$name $value" ;; esac
done < /proc/self/status
