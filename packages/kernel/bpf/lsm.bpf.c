// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * Tier 1: hooks of the kernel's security modules. What is denied answers EPERM before any of it happened.
 *
 * Labels lie at inodes, so no other name, link or mount of a file leads past them. What a place has below it is found by
 * walking outwards to the nearest label; mounts get labels of their own when a session starts.
 *
 * Programs and functions that are not inlined are at most 32 together: the loader that bpftool makes has room for no more.
 */
#include "decide.h"

char LICENSE[] SEC("license") = "GPL";

/* Of executables. */
struct {
  __uint(type, BPF_MAP_TYPE_INODE_STORAGE);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, int);
  __type(value, struct descriptor);
} tools SEC(".maps");

/* Of folders and files: a scope and one more, since 0 is no label. */
struct {
  __uint(type, BPF_MAP_TYPE_INODE_STORAGE);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, int);
  __type(value, __u32);
} places SEC(".maps");

/* Of folders with names at which commands may do more: their numbers. */
struct {
  __uint(type, BPF_MAP_TYPE_INODE_STORAGE);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, int);
  __type(value, __u64);
} folders SEC(".maps");

/* By name and not by file: what is granted may not be there yet, and may be replaced. */
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, 8192);
  __type(key, struct granted);
  __type(value, __u32);
} grants SEC(".maps");

#define DEPTH_MAX 40
#define SB_KERNMOUNT (1ul << 22)
#define SB_NOUSER (1ul << 31)
#define CGROUP2_MAGIC 0x63677270
#define CGROUP_MAGIC 0x27e0eb
#define FMODE_READ 1
#define FMODE_WRITE 2
/* What the kernel opens for itself: the file below one of overlayfs, which was judged by its own name. */
#define FMODE_NOACCOUNT 0x20000000

static __noinline __u32 scope_of(struct dentry *dentry) {
#pragma clang loop unroll(disable)
  for (int i = 0; i < DEPTH_MAX; i++) {
    struct inode *inode = dentry->d_inode;
    struct dentry *parent;
    if (inode) {
      __u32 *label = bpf_inode_storage_get(&places, inode, 0, 0);
      if (label) return *label - 1;
    }
    parent = dentry->d_parent;
    if (parent == dentry) break;
    dentry = parent;
  }
  return SCOPE_ROOT;
}

/* Pipes, sockets and memory lie on mounts that nobody sees: they are no places. */
static __always_inline bool is_no_place(struct dentry *dentry) {
  return BPF_CORE_READ(dentry, d_inode, i_sb, s_flags) & (SB_KERNMOUNT | SB_NOUSER);
}

/* Whether a person allowed it to this command: at this name, or at one that it lies below. */
static __always_inline bool is_granted(struct judged *by, __u8 act, __u32 scope, struct dentry *dentry) {
  struct granted key = {.group = by->group};
  bool is_secret = scope == SCOPE_CREDENTIALS || scope == SCOPE_DEVICE;
  __u32 wanted = 1u << act | (is_secret ? GRANT_SECRETS : 0);

#pragma clang loop unroll(disable)
  for (int i = 0; i < DEPTH_MAX; i++) {
    struct dentry *parent = dentry->d_parent;
    struct inode *inode = parent->d_inode;
    __u64 *folder;
    if (parent == dentry) break;
    folder = inode ? bpf_inode_storage_get(&folders, inode, 0, 0) : 0;
    if (folder) {
      __u32 *acts;
      key.folder = *folder;
      __builtin_memset(key.name, 0, NAME_BYTES);
      bpf_probe_read_kernel_str(key.name, NAME_BYTES, dentry->d_name.name);
      acts = bpf_map_lookup_elem(&grants, &key);
      if (acts && (*acts & wanted) == wanted && (i == 0 || *acts & GRANT_BELOW)) return true;
    }
    dentry = parent;
  }
  return false;
}

static __always_inline bool mask_permits(const struct mask *mask, __u8 act, __u32 scope) {
  if (act == ACT_READ) return has(mask->read, scope);
  return has(act == ACT_REMOVE ? mask->remove : mask->write, scope);
}

/* What is the gate's own no person can grant. */
static __noinline int file_verdict(struct judged *by, __u8 act, __u32 scope, struct dentry *dentry) {
  bool denied = !mask_permits(&by->mask, act, scope) && (scope == SCOPE_GATE || !is_granted(by, act, scope, dentry));
  bool told = is_told(by, denied);
  return concluded(by, denied, told, told ? named_event(by, act, scope, marks_of(denied), dentry) : 0);
}

/* What is judged is `named`, which in a folder `at` may not be there yet. */
static __always_inline int place_verdict(struct judged *by, __u8 act, struct dentry *at, struct dentry *named) {
  return file_verdict(by, act, scope_of(at), named);
}

static __always_inline int write_verdict(struct judged *by, struct dentry *at) {
  return place_verdict(by, ACT_WRITE, at, at);
}

static __always_inline int create_verdict(struct judged *by, struct path *folder, struct dentry *fresh) {
  return place_verdict(by, ACT_WRITE, folder->dentry, fresh);
}

static __always_inline int remove_verdict(struct judged *by, struct dentry *at) {
  return place_verdict(by, ACT_REMOVE, at, at);
}

static __always_inline int control_now(__u32 control) {
  struct judged by = judged_now();
  return by.session ? control_verdict(&by, control) : 0;
}

/* Programs */

static __always_inline __u32 known_flags(struct inode *inode) {
  struct descriptor *known = bpf_inode_storage_get(&tools, inode, 0, 0);
  return known ? (__u32)known->bytes[10] << 24 | (__u32)known->bytes[11] << 16 | (__u32)known->bytes[12] << 8 |
                     known->bytes[13]
               : 0;
}

SEC("lsm/bprm_check_security")
int BPF_PROG(on_exec, struct linux_binprm *bprm) {
  struct judged by = judged_now();
  struct file *file = bprm->file;

  return by.session ? exec_verdict(&by, known_flags(file->f_inode), file, 0) : 0;
}

/* It runs, with its words where it alone can write; a script by what interprets it. */
SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_started, struct task_struct *task, int old_pid, struct linux_binprm *bprm) {
  struct judged by = judged_now();

  if (!by.session || !is_held_at_start(&by)) return 0;
  concluded(&by, false, true, exec_event(&by, EXEC_FINE, EVENT_HELD, 0, bprm->file));
  stop_at_start(task);
  return 0;
}

/* The program itself was judged before it is mapped. */
static __always_inline bool is_program_itself(struct file *file) {
  struct task_struct *task = (struct task_struct *)bpf_get_current_task();
  return BPF_CORE_READ(task, mm, exe_file, f_inode) == BPF_CORE_READ(file, f_inode);
}

/* `ld.so /bin/rm` maps what it runs. Libraries have no descriptor, and concern nobody. */
SEC("lsm/mmap_file")
int BPF_PROG(on_map, struct file *file, unsigned long asked, unsigned long protection, unsigned long flags) {
  struct judged by;
  __u32 known;

  if (!file || !(protection & 4)) return 0;
  by = judged_now();
  if (!by.session) return 0;
  known = known_flags(file->f_inode);
  return known && !is_program_itself(file) ? exec_verdict(&by, known, file, 0) : 0;
}

/* Files */

SEC("lsm/file_open")
int BPF_PROG(on_open, struct file *file) {
  struct judged by = judged_now();
  struct dentry *dentry = file->f_path.dentry;
  unsigned int mode = file->f_mode;
  unsigned long magic;
  __u32 scope;
  int refused = 0;

  if (!by.session || (mode & FMODE_NOACCOUNT) || is_no_place(dentry)) return 0;
  if (mode & FMODE_WRITE) {
    magic = BPF_CORE_READ(dentry, d_inode, i_sb, s_magic);
    if (magic == CGROUP2_MAGIC || magic == CGROUP_MAGIC) return control_verdict(&by, CONTROL_LEAVE);
  }
  scope = scope_of(dentry);
  if (mode & FMODE_WRITE) refused = file_verdict(&by, ACT_WRITE, scope, dentry);
  if (!refused && (mode & FMODE_READ)) refused = file_verdict(&by, ACT_READ, scope, dentry);
  return refused;
}

SEC("lsm/path_truncate")
int BPF_PROG(on_truncate, struct path *path) {
  struct judged by = judged_now();
  return by.session ? write_verdict(&by, path->dentry) : 0;
}

SEC("lsm/path_unlink")
int BPF_PROG(on_unlink, struct path *folder, struct dentry *dentry) {
  struct judged by = judged_now();
  return by.session ? remove_verdict(&by, dentry) : 0;
}

SEC("lsm/path_rmdir")
int BPF_PROG(on_rmdir, struct path *folder, struct dentry *dentry) {
  struct judged by = judged_now();
  return by.session ? remove_verdict(&by, dentry) : 0;
}

/* Away from there, to here, over what was here. */
SEC("lsm/path_rename")
int BPF_PROG(on_rename, struct path *from, struct dentry *old, struct path *to, struct dentry *new) {
  struct judged by = judged_now();
  int refused;

  if (!by.session) return 0;
  refused = remove_verdict(&by, old);
  if (!refused) refused = create_verdict(&by, to, new);
  if (!refused && BPF_CORE_READ(new, d_inode)) refused = remove_verdict(&by, new);
  return refused;
}

/* A second name is a second way to write. */
SEC("lsm/path_link")
int BPF_PROG(on_link, struct dentry *old, struct path *to, struct dentry *new) {
  struct judged by = judged_now();
  int refused;

  if (!by.session) return 0;
  refused = write_verdict(&by, old);
  return refused ? refused : create_verdict(&by, to, new);
}

/* Without these a refused open leaves an empty file behind. */
SEC("lsm/path_mknod")
int BPF_PROG(on_create, struct path *folder, struct dentry *fresh) {
  struct judged by = judged_now();
  return by.session ? create_verdict(&by, folder, fresh) : 0;
}

SEC("lsm/path_mkdir")
int BPF_PROG(on_mkdir, struct path *folder, struct dentry *fresh) {
  struct judged by = judged_now();
  return by.session ? create_verdict(&by, folder, fresh) : 0;
}

SEC("lsm/path_symlink")
int BPF_PROG(on_symlink, struct path *folder, struct dentry *fresh) {
  struct judged by = judged_now();
  return by.session ? create_verdict(&by, folder, fresh) : 0;
}

SEC("lsm/path_chmod")
int BPF_PROG(on_chmod, struct path *path) {
  struct judged by = judged_now();
  return by.session ? write_verdict(&by, path->dentry) : 0;
}

SEC("lsm/path_chown")
int BPF_PROG(on_chown, struct path *path) {
  struct judged by = judged_now();
  return by.session ? write_verdict(&by, path->dentry) : 0;
}

/* File capabilities (`setcap`), access lists and the like. */
SEC("lsm/inode_setxattr")
int BPF_PROG(on_attribute, void *mapping, struct dentry *dentry) {
  struct judged by = judged_now();
  return by.session ? write_verdict(&by, dentry) : 0;
}

/* Connections */

/* As a socket's address lies in the kernel: a sockaddr_in is 16 bytes, a sockaddr_in6 28; the kernel keeps both in 128. */
struct socket_address {
  __u16 family;
  __be16 port;
  __u32 words[6];
};

/* A socket of IPv4 takes no family for its own where it sends; to connect to none is to disconnect. */
static __noinline int socket_verdict(struct judged *by, void *where, bool sends) {
  struct socket_address from = {};
  struct address to = {};

  if (bpf_probe_read_kernel(&from.family, sizeof(from.family), where)) return -EPERM;
  to.family = sends && from.family == AF_UNSPEC ? AF_INET : from.family;
  if (to.family != AF_INET && to.family != AF_INET6) return 0;
  if (bpf_probe_read_kernel(&from, sizeof(from), where)) return -EPERM;
  to.port = bpf_ntohs(from.port);
  /* In IPv4 the address follows the port, in IPv6 a flow label does. */
  if (to.family == AF_INET)
    to.words[0] = from.words[0];
  else
    __builtin_memcpy(to.words, from.words + 1, sizeof(to.words));
  return connect_verdict(by, &to);
}

SEC("lsm/socket_connect")
int BPF_PROG(on_connect, struct socket *socket, struct sockaddr *address, int length) {
  struct judged by = judged_now();
  return by.session ? socket_verdict(&by, address, false) : 0;
}

/* Datagrams, and the first data of a connection that is opened with it. */
SEC("lsm/socket_sendmsg")
int BPF_PROG(on_send, struct socket *socket, struct msghdr *message, int size) {
  void *name = message->msg_name;
  struct judged by;

  if (!name) return 0;
  by = judged_now();
  return by.session ? socket_verdict(&by, name, true) : 0;
}

/* A socket's own label: those of who would run something elsewhere have one. The gate may be asked. */
SEC("lsm/unix_stream_connect")
int BPF_PROG(on_unix_connect, struct sock *socket, struct sock *other, struct sock *fresh) {
  struct judged by = judged_now();
  struct unix_sock *bound;
  struct dentry *dentry;
  struct inode *inode;
  __u32 *label;

  if (!by.session) return 0;
  bound = bpf_skc_to_unix_sock(other);
  if (!bound) return 0;
  dentry = bound->path.dentry;
  if (!dentry) return 0;
  inode = dentry->d_inode;
  if (!inode) return 0;
  label = bpf_inode_storage_get(&places, inode, 0, 0);
  if (!label || *label - 1 == SCOPE_GATE) return 0;
  return file_verdict(&by, ACT_CONNECT, *label - 1, dentry);
}

/* Other processes */

/* Of whom in the session the task is: a command, or the session itself; 0 of none. */
static __always_inline __u64 group_in(__u64 session, struct task_struct *task) {
  struct cgroup *group = BPF_CORE_READ(task, cgroups, dfl_cgrp);
  __u64 below = 0;

#pragma clang loop unroll(disable)
  for (int i = 0; i < GROUPS_MAX && group; i++) {
    __u64 id = BPF_CORE_READ(group, kn, id);
    if (id == session) return held_of(below) ? below : session;
    below = id;
    /* `self` is the first field, so a group and its state have one address. */
    group = (struct cgroup *)BPF_CORE_READ(group, self.parent);
  }
  return 0;
}

#define PTRACE_MODE_ATTACH 2

/* One command may neither steer nor see into another, and the agent may look at its commands. Who waits, waits. */
SEC("lsm/ptrace_access_check")
int BPF_PROG(on_ptrace, struct task_struct *child, unsigned int mode) {
  struct judged by = judged_now();
  __u64 other;
  bool is_free;

  if (!by.session) return 0;
  other = group_in(by.session, child);
  is_free = mode & PTRACE_MODE_ATTACH ? other == by.group && !is_held_at_start(&by)
                                      : other && (other == by.group || by.group == by.session);
  return is_free ? 0 : control_verdict(&by, CONTROL_TRACE);
}

#define SIGCONT 18

/* Signal 0 only asks whether somebody is there. The agent may end its commands, and let nothing go on that waits. */
SEC("lsm/task_kill")
int BPF_PROG(on_kill, struct task_struct *target, struct kernel_siginfo *info, int signal, const struct cred *cred) {
  struct judged by;
  __u64 other;
  bool is_free;

  if (!signal) return 0;
  by = judged_now();
  if (!by.session) return 0;
  other = group_in(by.session, target);
  is_free = other && (other == by.group || by.group == by.session);
  if (signal == SIGCONT && other == by.session && is_held_at_start(&by)) is_free = false;
  return is_free ? 0 : control_verdict(&by, CONTROL_SIGNAL);
}

#define CLONE_INTO_CGROUP 0x200000000ull

SEC("lsm/task_alloc")
int BPF_PROG(on_fork, struct task_struct *child, unsigned long flags) {
  return flags & CLONE_INTO_CGROUP ? control_now(CONTROL_LEAVE) : 0;
}

/* The system */

SEC("lsm/sb_mount")
int BPF_PROG(on_mount) { return control_now(CONTROL_MOUNT); }

SEC("lsm/move_mount")
int BPF_PROG(on_move_mount) { return control_now(CONTROL_MOUNT); }

SEC("lsm/sb_umount")
int BPF_PROG(on_unmount) { return control_now(CONTROL_MOUNT); }

SEC("lsm/sb_pivotroot")
int BPF_PROG(on_pivot) { return control_now(CONTROL_MOUNT); }

SEC("lsm/kernel_load_data")
int BPF_PROG(on_load, enum kernel_load_data_id what) {
  return what == LOADING_MODULE || what == LOADING_KEXEC_IMAGE ? control_now(CONTROL_MODULE) : 0;
}

SEC("lsm/kernel_read_file")
int BPF_PROG(on_read_module, struct file *file, enum kernel_read_file_id what) {
  return what == READING_MODULE || what == READING_KEXEC_IMAGE ? control_now(CONTROL_MODULE) : 0;
}

SEC("lsm/bpf")
int BPF_PROG(on_bpf) { return control_now(CONTROL_BPF); }
