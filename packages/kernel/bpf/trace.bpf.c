// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * Tier 2: tracepoints that kill, and hooks of control groups that refuse. A program that may not run is dead before its
 * first instruction; files are held by what lies under this tier.
 */
#include "decide.h"
#include "numbered.h"

char LICENSE[] SEC("license") = "GPL";

#define SIGKILL 9

/* Whose session a task was in when it last ran a program, or its parent when it was born: it stays so wherever it goes. */
struct {
  __uint(type, BPF_MAP_TYPE_TASK_STORAGE);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, int);
  __type(value, __u64);
} members SEC(".maps");

static __always_inline void remember(struct task_struct *task, __u64 session) {
  __u64 *own = bpf_task_storage_get(&members, task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
  if (own) *own = session;
}

static __always_inline struct judged remembered(struct task_struct *task) {
  struct judged judged = {};
  __u64 *own = bpf_task_storage_get(&members, task, 0, 0);

  if (!own) return judged;
  judged.session = *own;
  judged.mask = bpf_map_lookup_elem(&masks, &judged.session);
  return judged;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_exec, struct task_struct *task, int old_pid, struct linux_binprm *bprm) {
  struct judged by = judged_now();
  struct file *file = bprm->file;
  struct inode_number number;

  if (by.mask)
    remember(task, by.session);
  else
    by = remembered(task);
  if (!by.mask) return 0;
  number = number_of(file->f_inode);
  if (exec_verdict(&by, bpf_map_lookup_elem(&tools, &number), file)) bpf_send_signal(SIGKILL);
  return 0;
}

/* Also of one that is born into another control group. */
SEC("tp_btf/sched_process_fork")
int BPF_PROG(on_fork, struct task_struct *parent, struct task_struct *child) {
  __u64 *own = bpf_task_storage_get(&members, parent, 0, 0);
  if (own) remember(child, *own);
  return 0;
}

/* Whoever of a session brings a process into a group outside it dies. By then it may be there itself. */
SEC("tp_btf/cgroup_attach_task")
int BPF_PROG(on_leave, struct cgroup *to, const char *path, struct task_struct *task) {
  struct judged by = remembered(bpf_get_current_task_btf());
  struct event *event;

  if (!by.mask || has(by.mask->controls, CONTROL_LEAVE)) return 0;
#pragma clang loop unroll(disable)
  for (int i = 0; i < 8 && to; i++) {
    if (BPF_CORE_READ(to, kn, id) == by.session) return 0;
    to = (struct cgroup *)BPF_CORE_READ(to, self.parent);
  }
  event = event_of(&by, ACT_CONTROL, CONTROL_LEAVE, true);
  if (event) tell(event);
  count(&by, true, !event);
  if (answered(&by, true)) bpf_send_signal(SIGKILL);
  return 0;
}

/* Says of each open file of a process how the kernel numbers its inode. */
struct bpf_iter_meta {
  struct seq_file *seq;
} __reread;

struct bpf_iter__task_file {
  struct bpf_iter_meta *meta;
  struct task_struct *task;
  __u32 fd;
  struct file *file;
} __reread;

SEC("iter/task_file")
int on_opened(struct bpf_iter__task_file *at) {
  struct opened opened = {};
  struct file *file = at->file;

  if (!file) return 0;
  opened.fd = at->fd;
  opened.number = number_of(file->f_inode);
  bpf_seq_write(at->meta->seq, &opened, sizeof(opened));
  return 0;
}

/* Connections: 1 lets pass, 0 refuses with EPERM */

#define AF_INET 2
#define AF_INET6 10

struct bpf_sock_addr {
  __u32 user_family;
  __u32 user_ip4;
  __u32 user_ip6[4];
  __u32 user_port;
};

static __always_inline int connect_verdict(__u32 reach, __u16 port, __u16 family, const __u32 words[4]) {
  struct judged by = judged_now();
  struct event *event = 0;
  bool denied;

  if (!by.mask) return 1;
  denied = !may_reach(by.mask, reach, port);
  if (denied) {
    event = event_of(&by, ACT_CONNECT, reach, true);
    if (event) {
      event->family = family;
      event->flags = port;
      __builtin_memcpy(event->path, words, 16);
      event->path_bytes = 16;
      tell(event);
    }
  }
  count(&by, denied, denied && !event);
  return !answered(&by, denied);
}

static __always_inline int connect4_verdict(struct bpf_sock_addr *at) {
  __u32 words[4] = {at->user_ip4};
  return connect_verdict(reach4(bpf_ntohl(words[0])), bpf_ntohs(at->user_port), AF_INET, words);
}

static __always_inline int connect6_verdict(struct bpf_sock_addr *at) {
  __u32 words[4] = {at->user_ip6[0], at->user_ip6[1], at->user_ip6[2], at->user_ip6[3]};
  return connect_verdict(reach6(words), bpf_ntohs(at->user_port), AF_INET6, words);
}

SEC("cgroup/connect4")
int on_connect4(struct bpf_sock_addr *at) { return connect4_verdict(at); }

SEC("cgroup/connect6")
int on_connect6(struct bpf_sock_addr *at) { return connect6_verdict(at); }

SEC("cgroup/sendmsg4")
int on_send4(struct bpf_sock_addr *at) { return connect4_verdict(at); }

SEC("cgroup/sendmsg6")
int on_send6(struct bpf_sock_addr *at) { return connect6_verdict(at); }
