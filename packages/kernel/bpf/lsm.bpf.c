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

static __noinline int file_verdict(struct judged *by, __u8 act, __u32 scope, bool denied, struct dentry *dentry) {
  struct event *event = 0;

  if (denied) {
    event = event_of(by, act, scope, true);
    if (event) {
      tell_names(event, dentry);
      tell(event);
    }
  }
  count(by, denied, denied && !event);
  return answered(by, denied);
}

/* What is told is `named`, which in a folder `at` may not be there yet. */
static __noinline int place_verdict(struct judged *by, __u8 act, struct dentry *at, struct dentry *named) {
  __u32 scope = scope_of(at);
  return file_verdict(by, act, scope, !has(act == ACT_WRITE ? by->mask->write : by->mask->remove, scope), named);
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

static __noinline int control_verdict(__u32 control) {
  struct judged by = judged_now();
  struct event *event = 0;
  bool denied;

  if (!by.mask) return 0;
  denied = !has(by.mask->controls, control);
  if (denied) {
    event = event_of(&by, ACT_CONTROL, control, true);
    if (event) tell(event);
  }
  count(&by, denied, denied && !event);
  return answered(&by, denied);
}

/* Programs */

SEC("lsm/bprm_check_security")
int BPF_PROG(on_exec, struct linux_binprm *bprm) {
  struct judged by = judged_now();
  struct file *file = bprm->file;

  if (!by.mask) return 0;
  return exec_verdict(&by, bpf_inode_storage_get(&tools, file->f_inode, 0, 0), file);
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
  struct descriptor *known;

  if (!file || !(protection & 4)) return 0;
  by = judged_now();
  if (!by.mask) return 0;
  known = bpf_inode_storage_get(&tools, file->f_inode, 0, 0);
  return known && !is_program_itself(file) ? exec_verdict(&by, known, file) : 0;
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

  if (!by.mask || (mode & FMODE_NOACCOUNT) || is_no_place(dentry)) return 0;
  if (mode & FMODE_WRITE) {
    magic = BPF_CORE_READ(dentry, d_inode, i_sb, s_magic);
    if (magic == CGROUP2_MAGIC || magic == CGROUP_MAGIC) return control_verdict(CONTROL_LEAVE);
  }
  scope = scope_of(dentry);
  if (mode & FMODE_WRITE) refused = file_verdict(&by, ACT_WRITE, scope, !has(by.mask->write, scope), dentry);
  if (!refused && (mode & FMODE_READ))
    refused = file_verdict(&by, ACT_READ, scope, !has(by.mask->read, scope), dentry);
  return refused;
}

SEC("lsm/path_truncate")
int BPF_PROG(on_truncate, struct path *path) {
  struct judged by = judged_now();
  return by.mask ? write_verdict(&by, path->dentry) : 0;
}

SEC("lsm/path_unlink")
int BPF_PROG(on_unlink, struct path *folder, struct dentry *dentry) {
  struct judged by = judged_now();
  return by.mask ? remove_verdict(&by, dentry) : 0;
}

SEC("lsm/path_rmdir")
int BPF_PROG(on_rmdir, struct path *folder, struct dentry *dentry) {
  struct judged by = judged_now();
  return by.mask ? remove_verdict(&by, dentry) : 0;
}

/* Away from there, to here, over what was here. */
SEC("lsm/path_rename")
int BPF_PROG(on_rename, struct path *from, struct dentry *old, struct path *to, struct dentry *new) {
  struct judged by = judged_now();
  int refused;

  if (!by.mask) return 0;
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

  if (!by.mask) return 0;
  refused = write_verdict(&by, old);
  return refused ? refused : create_verdict(&by, to, new);
}

/* Without these a refused open leaves an empty file behind. */
SEC("lsm/path_mknod")
int BPF_PROG(on_create, struct path *folder, struct dentry *fresh) {
  struct judged by = judged_now();
  return by.mask ? create_verdict(&by, folder, fresh) : 0;
}

SEC("lsm/path_mkdir")
int BPF_PROG(on_mkdir, struct path *folder, struct dentry *fresh) {
  struct judged by = judged_now();
  return by.mask ? create_verdict(&by, folder, fresh) : 0;
}

SEC("lsm/path_symlink")
int BPF_PROG(on_symlink, struct path *folder, struct dentry *fresh) {
  struct judged by = judged_now();
  return by.mask ? create_verdict(&by, folder, fresh) : 0;
}

SEC("lsm/path_chmod")
int BPF_PROG(on_chmod, struct path *path) {
  struct judged by = judged_now();
  return by.mask ? write_verdict(&by, path->dentry) : 0;
}

SEC("lsm/path_chown")
int BPF_PROG(on_chown, struct path *path) {
  struct judged by = judged_now();
  return by.mask ? write_verdict(&by, path->dentry) : 0;
}

/* Connections */

#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10

struct address {
  __u16 family;
  __be16 port;
  __u32 words[6];
};

static __noinline int connect_verdict(struct judged *by, void *where) {
  struct address address = {};
  struct event *event = 0;
  __u16 port;
  __u32 reach;
  bool denied;

  if (bpf_probe_read_kernel(&address.family, sizeof(address.family), where)) return -EPERM;
  if (address.family != AF_INET && address.family != AF_INET6) return 0;
  /* A sockaddr_in6 is 28 bytes, a sockaddr_in 16; the kernel keeps both in 128. */
  if (bpf_probe_read_kernel(&address, sizeof(address), where)) return -EPERM;
  port = bpf_ntohs(address.port);
  /* In IPv4 the address follows the port, in IPv6 a flow label does. */
  reach = address.family == AF_INET ? reach4(bpf_ntohl(address.words[0])) : reach6(address.words + 1);
  denied = !may_reach(by->mask, reach, port);
  if (denied) {
    event = event_of(by, ACT_CONNECT, reach, true);
    if (event) {
      event->family = address.family;
      event->flags = port;
      if (!bpf_probe_read_kernel(event->path, 16, where + (address.family == AF_INET ? 4 : 8))) event->path_bytes = 16;
      tell(event);
    }
  }
  count(by, denied, denied && !event);
  return answered(by, denied);
}

SEC("lsm/socket_connect")
int BPF_PROG(on_connect, struct socket *socket, struct sockaddr *address, int length) {
  struct judged by = judged_now();
  return by.mask ? connect_verdict(&by, address) : 0;
}

/* Datagrams, and the first data of a connection that is opened with it. */
SEC("lsm/socket_sendmsg")
int BPF_PROG(on_send, struct socket *socket, struct msghdr *message, int size) {
  void *name = message->msg_name;
  struct judged by;

  if (!name) return 0;
  by = judged_now();
  return by.mask ? connect_verdict(&by, name) : 0;
}

/* A socket's own label: those of who would run something elsewhere have one. The gate may be asked. */
SEC("lsm/unix_stream_connect")
int BPF_PROG(on_unix_connect, struct sock *socket, struct sock *other, struct sock *fresh) {
  struct judged by = judged_now();
  struct unix_sock *bound;
  struct dentry *dentry;
  struct inode *inode;
  __u32 *label;

  if (!by.mask) return 0;
  bound = bpf_skc_to_unix_sock(other);
  if (!bound) return 0;
  dentry = bound->path.dentry;
  if (!dentry) return 0;
  inode = dentry->d_inode;
  if (!inode) return 0;
  label = bpf_inode_storage_get(&places, inode, 0, 0);
  if (!label || *label - 1 == SCOPE_GATE) return 0;
  return file_verdict(&by, ACT_CONNECT, *label - 1, !has(by.mask->write, *label - 1), dentry);
}

/* Other processes */

static __always_inline int outside_verdict(struct task_struct *task, __u32 control) {
  struct judged by = judged_now();
  if (!by.mask || in_session(task, by.session)) return 0;
  return control_verdict(control);
}

SEC("lsm/ptrace_access_check")
int BPF_PROG(on_ptrace, struct task_struct *child, unsigned int mode) { return outside_verdict(child, CONTROL_TRACE); }

/* Signal 0 only asks whether somebody is there. */
SEC("lsm/task_kill")
int BPF_PROG(on_kill, struct task_struct *target, struct kernel_siginfo *info, int signal, const struct cred *cred) {
  return signal ? outside_verdict(target, CONTROL_SIGNAL) : 0;
}

#define CLONE_INTO_CGROUP 0x200000000ull

SEC("lsm/task_alloc")
int BPF_PROG(on_fork, struct task_struct *child, unsigned long flags) {
  return flags & CLONE_INTO_CGROUP ? control_verdict(CONTROL_LEAVE) : 0;
}

/* The system */

SEC("lsm/sb_mount")
int BPF_PROG(on_mount) { return control_verdict(CONTROL_MOUNT); }

SEC("lsm/move_mount")
int BPF_PROG(on_move_mount) { return control_verdict(CONTROL_MOUNT); }

SEC("lsm/sb_umount")
int BPF_PROG(on_unmount) { return control_verdict(CONTROL_MOUNT); }

SEC("lsm/sb_pivotroot")
int BPF_PROG(on_pivot) { return control_verdict(CONTROL_MOUNT); }

SEC("lsm/kernel_load_data")
int BPF_PROG(on_load, enum kernel_load_data_id what) {
  return what == LOADING_MODULE || what == LOADING_KEXEC_IMAGE ? control_verdict(CONTROL_MODULE) : 0;
}

SEC("lsm/kernel_read_file")
int BPF_PROG(on_read_module, struct file *file, enum kernel_read_file_id what) {
  return what == READING_MODULE || what == READING_KEXEC_IMAGE ? control_verdict(CONTROL_MODULE) : 0;
}

SEC("lsm/bpf")
int BPF_PROG(on_bpf) { return control_verdict(CONTROL_BPF); }
