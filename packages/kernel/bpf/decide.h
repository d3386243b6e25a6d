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
#define SESSIONS_MAX 4096
#define RING_BYTES (1 << 21)

/* By the identifier of the control group: of a session, or of one command in it. */
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, SESSIONS_MAX);
  __type(key, __u64);
  __type(value, struct mask);
} masks SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, SESSIONS_MAX);
  __type(key, __u64);
  __type(value, struct tally);
} tallies SEC(".maps");

struct ring {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, RING_BYTES);
};

/* A ring for each session: none can crowd out another's events. */
struct {
  __uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
  __uint(max_entries, SESSIONS_MAX);
  __type(key, __u64);
  __array(values, struct ring);
} rings SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct settings);
} settings SEC(".maps");

struct judged {
  __u64 session;
  struct mask *mask;
};

static __always_inline __u32 session_level(void) {
  __u32 zero = 0;
  struct settings *found = bpf_map_lookup_elem(&settings, &zero);
  return found ? found->level : 0;
}

/* No mask: a process of nobody's session, which nothing here concerns. */
static __always_inline struct judged judged_now(void) {
  struct judged judged = {};
  __u32 level = session_level();
  __u64 command;

  judged.session = bpf_get_current_ancestor_cgroup_id(level);
  if (!judged.session) return judged;
  judged.mask = bpf_map_lookup_elem(&masks, &judged.session);
  if (!judged.mask) return judged;
  command = bpf_get_current_ancestor_cgroup_id(level + 1);
  if (command) {
    struct mask *narrower = bpf_map_lookup_elem(&masks, &command);
    if (narrower) judged.mask = narrower;
  }
  return judged;
}

/* Whether the task belongs to the session; looks as far up as a session has control groups of its own. */
static __always_inline bool in_session(struct task_struct *task, __u64 session) {
  struct cgroup *group = BPF_CORE_READ(task, cgroups, dfl_cgrp);

#pragma clang loop unroll(disable)
  for (int i = 0; i < 8 && group; i++) {
    if (BPF_CORE_READ(group, kn, id) == session) return true;
    /* `self` is the first field, so a group and its state have one address. */
    group = (struct cgroup *)BPF_CORE_READ(group, self.parent);
  }
  return false;
}

static __always_inline bool has(__u16 set, __u32 member) { return set & (1 << (member & 15)); }

/* In the ring of the session; 0 where that has no room. */
static __always_inline struct event *event_of(struct judged *by, __u8 act, __u8 subject, bool denied) {
  struct task_struct *task = bpf_get_current_task_btf();
  void *ring = bpf_map_lookup_elem(&rings, &by->session);
  struct event *event;

  if (!ring) return 0;
  event = bpf_ringbuf_reserve(ring, sizeof(*event), 0);
  if (!event) return 0;
  event->time_ns = bpf_ktime_get_boot_ns();
  event->session = by->session;
  event->id = by->mask->id;
  event->pid = bpf_get_current_pid_tgid() >> 32;
  event->parent_pid = task->real_parent->tgid;
  event->uid = (__u32)bpf_get_current_uid_gid();
  event->flags = 0;
  event->act = act;
  event->denied = denied;
  event->subject = subject;
  event->control = 0;
  event->path_bytes = 0;
  event->family = 0;
  bpf_get_current_comm(event->comm, sizeof(event->comm));
  return event;
}

/* Denials wake whoever reads; what was allowed waits for the next look. */
static __always_inline void tell(struct event *event) {
  bpf_ringbuf_submit(event, event->denied ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP);
}

static __always_inline void count(struct judged *by, bool denied, bool lost) {
  struct tally *tally = bpf_map_lookup_elem(&tallies, &by->session);

  if (!tally) return;
  __sync_fetch_and_add(&tally->decided, 1);
  if (denied) __sync_fetch_and_add(&tally->denied, 1);
  if (lost) __sync_fetch_and_add(&tally->lost, 1);
}

/* A step outwards for each name; a path of more is told without its beginning. */
#define NAMES_MAX 24
#define NAME_ROOM (EVENT_PATH_BYTES / 2)

static __always_inline void tell_names(struct event *event, struct dentry *dentry) {
  __u32 used = 0;

#pragma clang loop unroll(disable)
  for (int i = 0; i < NAMES_MAX; i++) {
    struct dentry *parent = dentry->d_parent;
    long length;
    if (dentry == parent || used >= NAME_ROOM) break;
    length = bpf_probe_read_kernel_str(&event->path[used], NAME_ROOM, dentry->d_name.name);
    if (length <= 0 || length > NAME_ROOM) break;
    used += length;
    dentry = parent;
  }
  event->path_bytes = used;
}

static __always_inline __u32 descriptor_flags(struct descriptor *known) {
  return known ? (__u32)known->bytes[10] << 24 | (__u32)known->bytes[11] << 16 | (__u32)known->bytes[12] << 8 |
                     known->bytes[13]
               : 0;
}

/* What a program's descriptor and its file say against running it. */
static __always_inline __u8 exec_reason(struct mask *mask, struct descriptor *known, struct inode *inode, __u8 *control) {
  __u16 mode = inode->i_mode;
  __u32 flags;

  if (inode->i_nlink == 0 && !has(mask->controls, CONTROL_MEMORY_EXEC)) {
    *control = CONTROL_MEMORY_EXEC;
    return EXEC_CONTROL;
  }
  /* S_ISUID, and S_ISGID of what the group may run. */
  if (((mode & 04000) || (mode & 02010) == 02010) && !has(mask->controls, CONTROL_SETUID_EXEC)) {
    *control = CONTROL_SETUID_EXEC;
    return EXEC_CONTROL;
  }
  if (!known) {
    *control = CONTROL_FOREIGN_EXEC;
    return has(mask->controls, CONTROL_FOREIGN_EXEC) ? EXEC_FINE : EXEC_CONTROL;
  }
  flags = descriptor_flags(known);
  /* A risk is one bit of the lowest five. */
  if ((flags & 0x1f) >= (2u << (mask->risk_max & 7))) return EXEC_RISK;
  return flags & mask->forbidden ? EXEC_CAPABILITY : EXEC_FINE;
}

static __always_inline int answered(struct judged *by, bool denied) {
  return denied && !(by->mask->flags & MASK_OBSERVE) ? -EPERM : 0;
}

static __always_inline int exec_verdict(struct judged *by, struct descriptor *known, struct file *file) {
  struct inode *inode = file->f_inode;
  __u8 control = 0;
  __u8 reason = exec_reason(by->mask, known, inode, &control);
  struct event *event = event_of(by, ACT_EXEC, reason, reason != EXEC_FINE);

  if (event) {
    event->flags = descriptor_flags(known);
    event->control = control;
    tell_names(event, file->f_path.dentry);
    tell(event);
  }
  count(by, reason != EXEC_FINE, !event);
  return answered(by, reason != EXEC_FINE);
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

static __always_inline bool may_reach(struct mask *mask, __u32 reach, __u16 port) {
  if (has(mask->connect, reach)) return true;
  return reach != REACH_METADATA && (port == PORT_DNS || port == PORT_DNS_TLS) && has(mask->connect, REACH_RESOLVER);
}

#endif
