/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Tools by the numbers of their inodes. */
#ifndef CAPGATE_NUMBERED_H
#define CAPGATE_NUMBERED_H

#include "decide.h"

#define TOOLS_MAX 65536

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, TOOLS_MAX);
  __type(key, struct inode_number);
  __type(value, struct descriptor);
} tools SEC(".maps");

static __always_inline struct inode_number number_of(struct inode *inode) {
  struct inode_number number = {
      .inode = inode->i_ino,
      .device = inode->i_sb->s_dev,
      .generation = inode->i_generation,
  };
  return number;
}

#endif
