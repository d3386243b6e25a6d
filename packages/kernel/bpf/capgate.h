/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * What programs in the kernel and those outside share. Every structure here has its twin in src/ (mask.ts, event.ts,
 * session.ts, tiers/); test/layout.test.ts holds their sizes and offsets together through BTF.
 */
#ifndef CAPGATE_H
#define CAPGATE_H

/* A descriptor as spec/descriptor.md says: 24 bytes, numbers in big endian. */
struct descriptor {
  __u8 bytes[24];
};

/*
 * What a session, or one command in it, may do: sets of bits, in the order of the lists in src/mask.ts. It is written and
 * read in words of 64 bits, so what a decision compares is of one mask also while that is written anew.
 */
struct mask {
  __u64 id;
  __u32 forbidden;
  __u16 controls;
  __u8 risk_max;
  __u8 flags;
  __u16 read;
  __u16 write;
  __u16 remove;
  __u16 connect;
};

#define MASK_OBSERVE 1
#define MASK_HOLD 2
#define MASK_LEARN 4

struct tally {
  __u64 decided;
  __u64 denied;
  __u64 lost; /* events for which the ring had no room */
};

/* A session, or one command in it: a line of a processor's cache. */
struct held {
  __u64 group; /* the identifier of its control group; 0: nobody's */
  struct mask mask;
  __u32 session; /* where among the held its session is: for a session, where it is itself */
  __u32 reserved;
  struct tally tally; /* of a session, with its commands */
};

/* Where among the held a control group is: the highest bits of a product (Knuth, The Art of Computer Programming, 6.4). */
#define HELD_BITS 12
#define GOLDEN 0x9e3779b97f4a7c15ull

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

#define EVENT_DENIED 1
#define EVENT_HELD 2

struct event {
  __u64 time_ns; /* since boot */
  __u64 session; /* the identifier of its control group */
  __u64 id;      /* of the mask that decided */
  __u32 pid;
  __u32 parent_pid;
  __u32 uid;
  __u32 flags; /* exec: of the descriptor, 0 where none is known; connect: the port */
  __u8 act;
  __u8 marks;
  __u8 subject; /* a scope, a reach or a control, by the act; exec: why */
  __u8 control; /* exec: which, where the reason is a control */
  __u16 path_bytes;
  __u16 family; /* connect */
  char comm[16];
  /* Names from the innermost outwards, each with its NUL; connect: the address. */
  char path[];
};

#define EVENT_ADDRESS_BYTES 16

/* A name in a folder at which one command may do more than its mask: what a person allowed it. */
#define NAME_BYTES 256

struct granted {
  __u64 group;  /* of the command */
  __u64 folder; /* a number that no other folder has */
  char name[NAME_BYTES]; /* zeros behind it */
};

/* With the bits of acts: also at all that lies below; and also of credentials and devices, as the name itself is. */
#define GRANT_BELOW 0x80000000u
#define GRANT_SECRETS 0x40000000u

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

/* A program by its number: what is compared of its descriptor. Two of them are a line of a processor's cache. */
struct numbered_tool {
  struct inode_number number; /* inode 0: none */
  __u32 flags;
  __u32 reserved[3];
};

/* Of a file that a process has open. */
struct opened {
  __u32 fd;
  __u32 reserved;
  struct inode_number number;
};

#endif
