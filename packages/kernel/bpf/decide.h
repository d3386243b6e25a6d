/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* What every tier has in common: whose process this is, what it may do, and how that is told. */
#ifndef CAPGATE_DECIDE_H
#define CAPGATE_DECIDE_H

#include "kernel.h"
#include "capgate.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_endian.h>

#define EPERM 1
#define SIGKILL 9
#define SIGSTOP 19
#define RING_BYTES (1 << 21)

/* By `held_at` of the control group; whoever begins a session sees to it that no two are at one place. */
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(map_flags, BPF_F_MMAPABLE);
  __uint(max_entries, 1 << HELD_BITS);
  __type(key, __u32);
  __type(value, struct held);
} held SEC(".maps");

struct ring {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, RING_BYTES);
};

/* A ring for each session, where that is among the held: none can crowd out another's events. */
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
  __uint(max_entries, 1 << HELD_BITS);
  __type(key, __u32);
  __array(values, struct ring);
} rings SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct settings);
} settings SEC(".maps");

/* By whom a process is judged, and what that may do at this moment. */
struct judged {
  __u64 session; /* 0: nobody's, which nothing here concerns */
  __u64 group;   /* of the command, or of the session where it is bound to none */
  struct mask mask;
  __u32 at; /* where among the held the session is */
  __u32 reserved;
};

static __always_inline __u32 session_level(void) {
  __u32 zero = 0;
  struct settings *found = bpf_map_lookup_elem(&settings, &zero);
  return found ? found->level : 0;
}

static __always_inline struct held *held_of(__u64 group) {
  __u32 at = group * GOLDEN >> (64 - HELD_BITS);
  struct held *found = group ? bpf_map_lookup_elem(&held, &at) : 0;
  return found && found->group == group ? found : 0;
}

static __always_inline struct judged judged_by(struct held *session, struct held *command) {
  struct judged by = {};
  struct held *narrower = command ? command : session;
  const volatile __u64 *from = (void *)&narrower->mask;
  __u64 *to = (void *)&by.mask;

  by.session = session->group;
  by.group = narrower->group;
  by.at = session->session;
  to[0] = from[0];
  to[1] = from[1];
  to[2] = from[2];
  return by;
}

static __always_inline struct judged judged_now(void) {
  __u32 level = session_level();
  struct held *session = held_of(bpf_get_current_ancestor_cgroup_id(level));
  struct judged nobody = {};
  return session ? judged_by(session, held_of(bpf_get_current_ancestor_cgroup_id(level + 1))) : nobody;
}

/* Looks as far up as a session has control groups of its own. */
#define GROUPS_MAX 8

static __always_inline bool has(__u16 set, __u32 member) { return set & (1 << (member & 15)); }

/* In the ring of the session; 0 where that has no room. */
static __always_inline struct event *event_of(struct judged *by, __u8 act, __u8 subject, __u8 marks, __u32 path_bytes) {
  struct task_struct *task = bpf_get_current_task_btf();
  void *ring = bpf_map_lookup_elem(&rings, &by->at);
  struct event *event;

  if (!ring) return 0;
  event = bpf_ringbuf_reserve(ring, sizeof(*event) + path_bytes, 0);
  if (!event) return 0;
  event->time_ns = bpf_ktime_get_boot_ns();
  event->session = by->session;
  event->id = by->mask.id;
  event->pid = bpf_get_current_pid_tgid() >> 32;
  event->parent_pid = task->real_parent->tgid;
  event->uid = (__u32)bpf_get_current_uid_gid();
  event->flags = 0;
  event->act = act;
  event->marks = marks;
  event->subject = subject;
  event->control = 0;
  event->path_bytes = 0;
  event->family = 0;
  bpf_get_current_comm(event->comm, sizeof(event->comm));
  return event;
}

/* Denials, and who waits, wake whoever reads; the rest waits for the next look. */
static __always_inline void tell(struct event *event) {
  bpf_ringbuf_submit(event, event->marks ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP);
}

static __always_inline void count(struct judged *by, bool denied, bool lost) {
  struct held *session = bpf_map_lookup_elem(&held, &by->at);

  if (!session) return;
  __sync_fetch_and_add(&session->tally.decided, 1);
  if (denied) __sync_fetch_and_add(&session->tally.denied, 1);
  if (lost) __sync_fetch_and_add(&session->tally.lost, 1);
}

/* Whether an act is told: what is denied always, what is allowed where somebody learns from it. */
static __always_inline bool is_told(struct judged *by, bool denied) { return denied || by->mask.flags & MASK_LEARN; }

static __always_inline __u8 marks_of(bool denied) { return denied ? EVENT_DENIED : 0; }

/* What each decision ends with: it is told where that was wanted, counted and answered. */
static __always_inline int concluded(struct judged *by, bool denied, bool told, struct event *event) {
  if (event) tell(event);
  count(by, denied, told && !event);
  return denied && !(by->mask.flags & MASK_OBSERVE) ? -EPERM : 0;
}

/* A step outwards for each name; a path of more is told without its beginning. */
#define NAMES_MAX 24
#define NAME_ROOM 256
/* Most paths are short: where all names fit in this, an event is a third as long. */
#define NAME_ROOM_SHORT 64

/* As far as it concerns whether they are short. */
static __always_inline __u32 names_bytes(struct dentry *dentry) {
  __u32 bytes = 0;

#pragma clang loop unroll(disable)
  for (int i = 0; i < NAMES_MAX && bytes <= NAME_ROOM_SHORT; i++) {
    struct dentry *parent = dentry->d_parent;
    if (dentry == parent) break;
    bytes += dentry->d_name.len + 1;
    dentry = parent;
  }
  return bytes;
}

/* Each name may be as long as the room, so there is twice as much of it. */
static __always_inline struct event *event_in(struct judged *by, __u8 act, __u8 subject, __u8 marks,
                                              struct dentry *dentry, const __u32 room) {
  struct event *event = event_of(by, act, subject, marks, 2 * room);
  __u32 used = 0;

  if (!event) return 0;
#pragma clang loop unroll(disable)
  for (int i = 0; i < NAMES_MAX; i++) {
    struct dentry *parent = dentry->d_parent;
    long length;
    if (dentry == parent || used >= room) break;
    length = bpf_probe_read_kernel_str(&event->path[used], room, dentry->d_name.name);
    if (length <= 0 || length > room) break;
    used += length;
    dentry = parent;
  }
  event->path_bytes = used;
  return event;
}

static __always_inline struct event *named_event(struct judged *by, __u8 act, __u8 subject, __u8 marks,
                                                 struct dentry *dentry) {
  if (names_bytes(dentry) <= NAME_ROOM_SHORT) return event_in(by, act, subject, marks, dentry, NAME_ROOM_SHORT);
  return event_in(by, act, subject, marks, dentry, NAME_ROOM);
}

/* What a program's descriptor, of which 0 are no flags, and its file say against running it. */
static __always_inline __u8 exec_reason(struct mask *mask, __u32 flags, struct inode *inode, __u8 *control) {
  __u16 mode = inode->i_mode;

  if (inode->i_nlink == 0 && !has(mask->controls, CONTROL_MEMORY_EXEC)) {
    *control = CONTROL_MEMORY_EXEC;
    return EXEC_CONTROL;
  }
  /* S_ISUID, and S_ISGID of what the group may run. */
  if (((mode & 04000) || (mode & 02010) == 02010) && !has(mask->controls, CONTROL_SETUID_EXEC)) {
    *control = CONTROL_SETUID_EXEC;
    return EXEC_CONTROL;
  }
  if (!flags) {
    *control = CONTROL_FOREIGN_EXEC;
    return has(mask->controls, CONTROL_FOREIGN_EXEC) ? EXEC_FINE : EXEC_CONTROL;
  }
  /* A risk is one bit of the lowest five. */
  if ((flags & 0x1f) >= (2u << (mask->risk_max & 7))) return EXEC_RISK;
  return flags & mask->forbidden ? EXEC_CAPABILITY : EXEC_FINE;
}

/* Started by who is bound to no command, in a session in which such wait until somebody says what they are. */
static __always_inline bool is_held_at_start(struct judged *by) {
  return by->mask.flags & MASK_HOLD && by->group == by->session;
}

static __always_inline struct event *exec_event(struct judged *by, __u8 reason, __u8 marks, __u32 flags, struct file *file) {
  struct event *event = named_event(by, ACT_EXEC, reason, marks, file->f_path.dentry);

  if (event) event->flags = flags;
  return event;
}

/* Told also where it is allowed. */
static __always_inline int exec_verdict(struct judged *by, __u32 flags, struct file *file, __u8 marks) {
  __u8 control = 0;
  __u8 reason = exec_reason(&by->mask, flags, file->f_inode, &control);
  bool denied = reason != EXEC_FINE;
  struct event *event = exec_event(by, reason, marks | marks_of(denied), flags, file);

  if (event) event->control = control;
  return concluded(by, denied, true, event);
}

/* Before its first instruction. Who traces it could make it go on, so what is traced does not run. */
static __always_inline void stop_at_start(struct task_struct *task) {
  if (task->ptrace || bpf_send_signal(SIGSTOP)) bpf_send_signal(SIGKILL);
}

static inline __noinline int control_verdict(struct judged *by, __u32 control) {
  bool denied = !has(by->mask.controls, control);
  return concluded(by, denied, denied, denied ? event_of(by, ACT_CONTROL, control, EVENT_DENIED, 0) : 0);
}

/* What an address leads to, as src/reach.ts says it. */
static __always_inline __u32 reach4(__u32 address) {
  if (address >> 24 == 127 || address == 0) return REACH_LOOPBACK;
  if (address == 0xa9fea9fe) return REACH_METADATA;
  if (address >> 24 == 10 || address >> 20 == 0xac1 || address >> 16 == 0xc0a8) return REACH_PRIVATE;
  if (address >> 22 == 0x191 || address >> 16 == 0xa9fe) return REACH_PRIVATE;
  return REACH_PUBLIC;
}

static __always_inline __u32 reach6(const __u32 words[4]) {
  __u32 first = bpf_ntohl(words[0]);
  __u32 last = bpf_ntohl(words[3]);
  bool zeros = !words[0] && !words[1];

  /* ::ffff:a.b.c.d, and the unspecified and loopback addresses. */
  if (zeros && bpf_ntohl(words[2]) == 0xffff) return reach4(last);
  if (zeros && !words[2] && last <= 1) return REACH_LOOPBACK;
  if (first == 0xfd000ec2 && !words[1] && !words[2] && last == 0x254) return REACH_METADATA;
  if (first >> 25 == 0xfc >> 1 || first >> 22 == 0xfe80 >> 6) return REACH_PRIVATE;
  return REACH_PUBLIC;
}

#define PORT_DNS 53
#define PORT_DNS_TLS 853

static __always_inline bool may_reach(const struct mask *mask, __u32 reach, __u16 port) {
  if (has(mask->connect, reach)) return true;
  return reach != REACH_METADATA && (port == PORT_DNS || port == PORT_DNS_TLS) && has(mask->connect, REACH_RESOLVER);
}

#define AF_UNSPEC 0
#define AF_INET 2
#define AF_INET6 10

struct address {
  __u16 family; /* one of these two */
  __u16 port;
  __u32 words[4]; /* as they are sent; of IPv4 the first */
};

static __always_inline int connect_verdict(struct judged *by, const struct address *to) {
  __u32 reach = to->family == AF_INET ? reach4(bpf_ntohl(to->words[0])) : reach6(to->words);
  bool denied = !may_reach(&by->mask, reach, to->port);
  bool told = is_told(by, denied);
  struct event *event = 0;

  if (told) event = event_of(by, ACT_CONNECT, reach, marks_of(denied), EVENT_ADDRESS_BYTES);
  if (event) {
    event->family = to->family;
    event->flags = to->port;
    __builtin_memcpy(event->path, to->words, sizeof(to->words));
    event->path_bytes = sizeof(to->words);
  }
  return concluded(by, denied, told, event);
}

#endif
