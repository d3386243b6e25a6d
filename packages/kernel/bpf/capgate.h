/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * What programs in the kernel and those outside share. Every structure here has its twin in src/ (mask.ts, event.ts,
 * bpf/maps.ts); test/layout.test.ts holds their sizes and offsets together through the BTF of the compiled objects.
 */
#ifndef CAPGATE_H
#define CAPGATE_H

/* A descriptor as spec/descriptor.md says: 24 bytes, numbers in big endian. */
struct descriptor {
  __u8 bytes[24];
};

/* What a session, or one command in it, may do: sets of bits, in the order of the lists in src/mask.ts. */
struct mask {
  __u64 id;
  __u32 forbidden;
  __u32 risk_max;
  __u16 read;
  __u16 write;
  __u16 remove;
  __u16 connect;
  __u16 controls;
  __u16 flags;
  __u32 reserved;
};

#define MASK_OBSERVE 1

enum scope {
  SCOPE_ROOT,
  SCOPE_WORKSPACE,
  SCOPE_TEMPORARY,
  SCOPE_HOME,
  SCOPE_CREDENTIALS,
  SCOPE_SYSTEM,
  SCOPE_DEVICE,
  SCOPE_GATE,
};

enum reach {
  REACH_LOCAL,
  REACH_LOOPBACK,
  REACH_RESOLVER,
  REACH_PRIVATE,
  REACH_PUBLIC,
  REACH_METADATA,
};

enum control {
  CONTROL_FOREIGN_EXEC,
  CONTROL_MEMORY_EXEC,
  CONTROL_SETUID_EXEC,
  CONTROL_TRACE,
  CONTROL_SIGNAL,
  CONTROL_MOUNT,
  CONTROL_MODULE,
  CONTROL_BPF,
  CONTROL_LEAVE,
};

enum act {
  ACT_EXEC,
  ACT_READ,
  ACT_WRITE,
  ACT_REMOVE,
  ACT_CONNECT,
  ACT_CONTROL,
};

/* What an executable was refused for. */
enum exec_reason {
  EXEC_FINE,
  EXEC_RISK,
  EXEC_CAPABILITY,
  EXEC_CONTROL,
};

#define EVENT_PATH_BYTES 512

struct event {
  __u64 time_ns; /* since boot */
  __u64 session; /* the identifier of its control group */
  __u64 id;      /* of the mask that decided */
  __u32 pid;
  __u32 parent_pid;
  __u32 uid;
  __u32 flags; /* exec: of the descriptor, 0 where none is known; connect: the port */
  __u8 act;
  __u8 denied;
  __u8 subject; /* a scope, a reach or a control, by the act; exec: why */
  __u8 control; /* exec: which, where the reason is a control */
  __u16 path_bytes;
  __u16 family; /* connect */
  char comm[16];
  /* Names from the innermost outwards, each with its NUL; connect: the address. */
  char path[EVENT_PATH_BYTES];
};

struct tally {
  __u64 decided;
  __u64 denied;
  __u64 lost; /* events for which the ring had no room */
};

struct settings {
  __u32 level; /* how deep the control groups of sessions lie */
  __u32 reserved;
};

/* How the kernel numbers an inode, for tiers that cannot ask for its storage. */
struct inode_number {
  __u64 inode;
  __u32 device;
  __u32 generation;
};

#endif
