// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * How long a decision takes, and telling of it, at each start of a program: the functions that tier 2 decides by, between
 * two looks at the clock.
 */
#include "../../bpf/decide.h"
#include "../../bpf/numbered.h"

char LICENSE[] SEC("license") = "GPL";

#define SAMPLES_MAX 65536

struct sample {
  __u64 decision_ns;
  __u64 empty_ns; /* two looks at the clock with nothing between */
  __u64 told_ns;  /* the event, and the counters */
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

static __always_inline void keep(const struct sample *taken_now) {
  __u32 zero = 0;
  __u64 *count = bpf_map_lookup_elem(&taken, &zero);
  struct sample *sample;
  __u32 index;

  if (!count) return;
  index = __sync_fetch_and_add(count, 1);
  sample = bpf_map_lookup_elem(&samples, &index);
  if (sample) *sample = *taken_now;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_measured, struct task_struct *task, int old_pid, struct linux_binprm *bprm) {
  struct file *file = bprm->file;
  __u64 first_ns, second_ns, decided_ns;
  struct sample sample = {};
  __u8 control = 0, reason;
  struct judged by;
  __u32 flags;

  first_ns = bpf_ktime_get_ns();
  second_ns = bpf_ktime_get_ns();
  by = judged_now();
  if (!by.session) return 0;
  flags = numbered_flags(number_of(file->f_inode));
  reason = exec_reason(&by.mask, flags, file->f_inode, &control);
  settled(reason);
  decided_ns = bpf_ktime_get_ns();
  concluded(&by, false, true, exec_event(&by, reason, 0, flags, file));
  sample.told_ns = bpf_ktime_get_ns() - decided_ns;
  sample.empty_ns = second_ns - first_ns;
  sample.decision_ns = decided_ns - second_ns;
  sample.known = flags != 0;
  keep(&sample);
  return 0;
}
