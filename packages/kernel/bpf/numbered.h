/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Tools by the numbers of their inodes. */
#ifndef CAPGATE_NUMBERED_H
#define CAPGATE_NUMBERED_H

#include "decide.h"

/*
 * Open addressing, linear probing: those that bear one number's hash follow one another. None is ever taken out. A hash
 * of the kernel's would look at three lines of the cache and as many pages; this looks at one.
 */
#define TOOLS_BITS 17
#define TOOL_PROBES_MAX 32

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(map_flags, BPF_F_MMAPABLE);
  __uint(max_entries, 1 << TOOLS_BITS);
  __type(key, __u32);
  __type(value, struct numbered_tool);
} tools SEC(".maps");

static __always_inline struct inode_number number_of(struct inode *inode) {
  struct inode_number number = {
      .inode = inode->i_ino,
      .device = inode->i_sb->s_dev,
      .generation = inode->i_generation,
  };
  return number;
}

/* Flags of its descriptor; 0 where none is known. */
static __always_inline __u32 numbered_flags(struct inode_number number) {
  __u64 mixed = number.inode ^ ((__u64)number.generation << 32 | number.device);
  __u32 at = mixed * GOLDEN >> (64 - TOOLS_BITS);

#pragma clang loop unroll(disable)
  for (int i = 0; i < TOOL_PROBES_MAX; i++, at++) {
    __u32 index = at & ((1 << TOOLS_BITS) - 1);
    struct numbered_tool *tool = bpf_map_lookup_elem(&tools, &index);
    if (!tool || !tool->number.inode) return 0;
    if (tool->number.inode == number.inode && tool->number.device == number.device &&
        tool->number.generation == number.generation)
      return tool->flags;
  }
  return 0;
}

#endif
