#!/bin/busybox sh
# The first process of a guest, in its root file system: mounts what a system has, then runs `command` out of the folder
# shared with the host and leaves there what it wrote and how it ended.
busybox=/bin/busybox
job=/run/guest

$busybox mount -t proc proc /proc
$busybox mount -t sysfs sysfs /sys
$busybox mount -t devtmpfs dev /dev
$busybox mkdir -p /dev/pts /dev/shm /run/home
$busybox mount -t devpts devpts /dev/pts
$busybox mount -t tmpfs shm /dev/shm
$busybox mount -t cgroup2 cgroup2 /sys/fs/cgroup
$busybox mount -t bpf bpf /sys/fs/bpf
$busybox mount -t securityfs securityfs /sys/kernel/security
$busybox mount -t tracefs tracefs /sys/kernel/tracing
$busybox ip link set lo up

cd /
: >$job/up
/bin/sh $job/command </dev/null >$job/stdout 2>$job/stderr
echo $? >$job/code
$busybox reboot -f
