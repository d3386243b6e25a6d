/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Of the kernel's structures, the fields that our programs read. Where they lie is found out when a program is loaded
 * (CO-RE), so one compiled object fits every kernel; a whole vmlinux.h would be 150,000 lines for these.
 */
#ifndef CAPGATE_KERNEL_H
#define CAPGATE_KERNEL_H

typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef signed char __s8;
typedef short __s16;
typedef int __s32;
typedef long long __s64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;
typedef _Bool bool;
#define true 1
#define false 0

enum {
  BPF_ANY = 0,
  BPF_F_NO_PREALLOC = 1,
  BPF_F_MMAPABLE = 1024,
  BPF_MAP_TYPE_HASH = 1,
  BPF_MAP_TYPE_ARRAY = 2,
  BPF_MAP_TYPE_ARRAY_OF_MAPS = 12,
  BPF_MAP_TYPE_RINGBUF = 27,
  BPF_MAP_TYPE_INODE_STORAGE = 28,
  BPF_MAP_TYPE_TASK_STORAGE = 29,
  BPF_LOCAL_STORAGE_GET_F_CREATE = 1,
};
#define BPF_RB_NO_WAKEUP 1
#define BPF_RB_FORCE_WAKEUP 2

#define __reread __attribute__((preserve_access_index))

struct super_block {
  __u32 s_dev;
  unsigned long s_flags;
  unsigned long s_magic;
} __reread;

struct inode {
  __u16 i_mode;
  struct super_block *i_sb;
  unsigned long i_ino;
  unsigned int i_nlink;
  __u32 i_generation;
} __reread;

struct qstr {
  __u32 len;
  const unsigned char *name;
} __reread;

struct dentry {
  struct dentry *d_parent;
  struct qstr d_name;
  struct inode *d_inode;
} __reread;

struct vfsmount {
  struct dentry *mnt_root;
} __reread;

struct path {
  struct vfsmount *mnt;
  struct dentry *dentry;
} __reread;

struct file {
  unsigned int f_mode;
  struct inode *f_inode;
  struct path f_path;
} __reread;

struct linux_binprm {
  struct file *file;
} __reread;

struct cgroup_subsys_state {
  struct cgroup_subsys_state *parent;
} __reread;

struct kernfs_node {
  __u64 id;
} __reread;

struct cgroup {
  struct cgroup_subsys_state self;
  struct kernfs_node *kn;
} __reread;

struct css_set {
  struct cgroup *dfl_cgrp;
} __reread;

struct mm_struct {
  struct file *exe_file;
} __reread;

struct task_struct {
  unsigned int ptrace;
  struct mm_struct *mm;
  struct css_set *cgroups;
  struct task_struct *real_parent;
  int tgid;
} __reread;

struct sockaddr {
  __u16 sa_family;
} __reread;

struct socket {
  short type;
} __reread;

struct msghdr {
  void *msg_name;
  int msg_namelen;
} __reread;

struct sock;
struct cred;
struct kernel_siginfo;
union bpf_attr;

struct unix_sock {
  struct path path;
} __reread;

enum kernel_load_data_id { LOADING_MODULE = 2, LOADING_KEXEC_IMAGE = 3 };
enum kernel_read_file_id { READING_MODULE = 2, READING_KEXEC_IMAGE = 3 };

#endif
