// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* How long a decision takes, at each start of a program: the functions that tier 2 decides by, between two looks at the clock. */
#include "../../bpf/decide.h"
#include "../../bpf/numbered.h"

char LICENSE[] SEC("license") = "GPL";

#define SAMPLES_MAX 65536

struct sample {
  __u64 decision_ns;
  __u64 empty_ns; /* two looks at the clock with nothing between */
  __u64 known;    /* whether it was in a session, and a tool with a descriptor */
};

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, SAMPLES_MAX);
  __type(key, __u32);
  __type(value, struct sample);
} samples SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u64);
} taken SEC(".maps");

/* What was computed before is computed before the next look at the clock. */
#define settled(value) __asm__ volatile("" : : "r"(value) : "memory")

static __always_inline void keep(__u64 empty_ns, __u64 decision_ns, bool known) {
  __u32 zero = 0;
  __u64 *count = bpf_map_lookup_elem(&taken, &zero);
  struct sample *sample;
  __u32 index;

  if (!count) return;
  index = __sync_fetch_and_add(count, 1);
  sample = bpf_map_lookup_elem(&samples, &index);
  if (!sample) return;
  sample->empty_ns = empty_ns;
  sample->decision_ns = decision_ns;
  sample->known = known;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_measured, struct task_struct *task, int old_pid, struct linux_binprm *bprm) {
  struct inode *inode = bprm->file->f_inode;
  __u8 control = 0, reason;
  __u32 flags;
  __u64 first_ns, second_ns, decided_ns;
  struct judged by;

  first_ns = bpf_ktime_get_ns();
  second_ns = bpf_ktime_get_ns();
  by = judged_now();
  if (!by.session) return 0;
  flags = numbered_flags(number_of(inode));
  reason = exec_reason(&by.mask, flags, inode, &control);
  settled(reason);
  decided_ns = bpf_ktime_get_ns();
  keep(second_ns - first_ns, decided_ns - second_ns, flags);
  return 0;
}
