// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * Tier 2: tracepoints that kill, and hooks of control groups that refuse. A program that may not run is dead before its
 * first instruction; files are held by what lies under this tier.
 */
#include "decide.h"
#include "numbered.h"

char LICENSE[] SEC("license") = "GPL";

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
  __u64 *own = bpf_task_storage_get(&members, task, 0, 0);
  struct held *session = own ? held_of(*own) : 0;
  struct judged nobody = {};
  return session ? judged_by(session, 0) : nobody;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_exec, struct task_struct *task, int old_pid, struct linux_binprm *bprm) {
  struct judged by = judged_now();
  bool waits;

  if (by.session)
    remember(task, by.session);
  else
    by = remembered(task);
  if (!by.session) return 0;
  waits = is_held_at_start(&by);
  if (exec_verdict(&by, numbered_flags(number_of(bprm->file->f_inode)), bprm->file, waits ? EVENT_HELD : 0))
    bpf_send_signal(SIGKILL);
  else if (waits)
    stop_at_start(task);
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

  if (!by.session) return 0;
#pragma clang loop unroll(disable)
  for (int i = 0; i < GROUPS_MAX && to; i++) {
    if (BPF_CORE_READ(to, kn, id) == by.session) return 0;
    to = (struct cgroup *)BPF_CORE_READ(to, self.parent);
  }
  if (control_verdict(&by, CONTROL_LEAVE)) bpf_send_signal(SIGKILL);
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

struct bpf_sock_addr {
  __u32 user_family;
  __u32 user_ip4;
  __u32 user_ip6[4];
  __u32 user_port;
};

static __always_inline int is_let_through(const struct address *to) {
  struct judged by = judged_now();
  return !by.session || !connect_verdict(&by, to);
}

static __always_inline int reached4(struct bpf_sock_addr *at) {
  struct address to = {AF_INET, bpf_ntohs(at->user_port), {at->user_ip4}};
  return is_let_through(&to);
}

static __always_inline int reached6(struct bpf_sock_addr *at) {
  struct address to = {
      AF_INET6, bpf_ntohs(at->user_port), {at->user_ip6[0], at->user_ip6[1], at->user_ip6[2], at->user_ip6[3]}};
  return is_let_through(&to);
}

SEC("cgroup/connect4")
int on_connect4(struct bpf_sock_addr *at) { return reached4(at); }

SEC("cgroup/connect6")
int on_connect6(struct bpf_sock_addr *at) { return reached6(at); }

SEC("cgroup/sendmsg4")
int on_send4(struct bpf_sock_addr *at) { return reached4(at); }

SEC("cgroup/sendmsg6")
int on_send6(struct bpf_sock_addr *at) { return reached6(at); }
