/* One act, named by the first argument; ends with the number of its error, 0 where it was done. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

static int opened(const char *path, int flags) { return open(path, flags, 0600) < 0 ? -1 : 0; }

static int reached(int family, int type, const char *address, int port, int is_send) {
  struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
  struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
  struct sockaddr *to = family == AF_INET ? (void *)&v4 : (void *)&v6;
  socklen_t length = family == AF_INET ? sizeof(v4) : sizeof(v6);
  int fd = socket(family, type, 0);

  inet_pton(family, address, family == AF_INET ? (void *)&v4.sin_addr : (void *)&v6.sin6_addr);
  return is_send ? sendto(fd, "x", 1, MSG_DONTWAIT, to, length) : connect(fd, to, length);
}

/* Which a socket of IPv4 takes for its own. */
static int sent_to_no_family(const char *address, int port) {
  struct sockaddr_in to = {.sin_family = AF_UNSPEC, .sin_port = htons(port)};
  inet_pton(AF_INET, address, &to.sin_addr);
  return sendto(socket(AF_INET, SOCK_DGRAM, 0), "x", 1, MSG_DONTWAIT, (void *)&to, sizeof(to)) < 0 ? -1 : 0;
}

static int reached_file(const char *path) {
  struct sockaddr_un to = {.sun_family = AF_UNIX};
  strncpy(to.sun_path, path, sizeof(to.sun_path) - 1);
  return connect(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&to, sizeof(to));
}

/* The program at `path` out of memory that no folder has. */
static int ran_from_memory(char **command) {
  static char bytes[1 << 22];
  int from = open(command[0], O_RDONLY), to = memfd_create("x", 0);
  ssize_t length;
  while ((length = read(from, bytes, sizeof(bytes))) > 0)
    if (write(to, bytes, length) != length) return -1;
  fexecve(to, command, environ);
  return -1;
}

/* A file that is gone once it is open. */
static int ran_deleted(char **command) {
  int fd = open(command[0], O_RDONLY);
  if (unlink(command[0])) return -1;
  fexecve(fd, command, environ);
  return -1;
}

/* A child in another control group, where nothing is held: what it comes to is what this process comes to. */
static int born_elsewhere(const char *group, char **command) {
  struct clone_args args = {.flags = CLONE_INTO_CGROUP, .exit_signal = SIGCHLD, .cgroup = open(group, O_PATH)};
  int status;
  long pid = syscall(SYS_clone3, &args, sizeof(args));
  if (pid < 0) return -1;
  if (pid == 0) {
    execv(command[0], command);
    _exit(errno);
  }
  waitpid(pid, &status, 0);
  if (WIFSIGNALED(status)) raise(WTERMSIG(status));
  exit(WEXITSTATUS(status));
}

static int left(const char *group, char **command) {
  char path[4096];
  int fd;
  snprintf(path, sizeof(path), "%s/cgroup.procs", group);
  fd = open(path, O_WRONLY);
  if (fd < 0 || write(fd, "0", 1) != 1) return -1;
  execv(command[0], command);
  return -1;
}

/* Twice forked and in a session of its own, so that nobody waits for it; it tells through a pipe. */
static int detached(char **command) {
  int ends[2], status;
  if (pipe(ends)) return -1;
  if (fork() == 0) {
    setsid();
    if (fork() == 0) {
      pid_t child = fork();
      if (child == 0) {
        execv(command[0], command);
        _exit(errno);
      }
      waitpid(child, &status, 0);
      _exit(write(ends[1], &status, sizeof(status)) < 0);
    }
    _exit(0);
  }
  if (read(ends[0], &status, sizeof(status)) != sizeof(status)) return -1;
  if (WIFSIGNALED(status)) raise(WTERMSIG(status));
  exit(WEXITSTATUS(status));
}

struct flip {
  int faults;
  char *word, *copy;
};

/* Answers whoever first looks at the word's page, which is gone, with another letter at its end. */
static void *flipping(void *from) {
  struct flip *flip = from;
  struct uffd_msg fault;
  struct uffdio_copy copy = {.dst = (__u64)flip->word, .src = (__u64)flip->copy, .len = 4096};

  flip->copy[strlen(flip->copy) - 1] = 'b';
  if (read(flip->faults, &fault, sizeof(fault)) == sizeof(fault)) ioctl(flip->faults, UFFDIO_COPY, &copy);
  return 0;
}

/* The last word ends with an `a` for whoever looks at it until the kernel copies it: then a thread makes it a `b`. */
static int ran_flipped(char **command) {
  int prot = PROT_READ | PROT_WRITE, flags = MAP_PRIVATE | MAP_ANONYMOUS, last = 0;
  struct flip flip = {syscall(SYS_userfaultfd, 0), mmap(0, 4096, prot, flags, -1, 0), mmap(0, 4096, prot, flags, -1, 0)};
  struct uffdio_api api = {.api = UFFD_API};
  struct uffdio_register pages = {{(__u64)flip.word, 4096}, UFFDIO_REGISTER_MODE_MISSING, 0};
  pthread_t thread;

  while (command[last + 1]) last++;
  strcpy(flip.word, command[last]);
  strcpy(flip.copy, command[last]);
  command[last] = flip.word;
  if (flip.word[strlen(flip.word) - 1] != 'a') return -1;
  if (ioctl(flip.faults, UFFDIO_API, &api) || ioctl(flip.faults, UFFDIO_REGISTER, &pages)) return -1;
  if (madvise(flip.word, 4096, MADV_DONTNEED) || pthread_create(&thread, 0, flipping, &flip)) return -1;
  execv(command[0], command);
  return -1;
}

/* A child that is traced from before it runs anything, and that its tracer lets go on wherever it stops. */
static int ran_traced(char **command) {
  int status;
  pid_t child = fork();
  if (child == 0) {
    if (ptrace(PTRACE_TRACEME, 0, 0, 0) == 0) execv(command[0], command);
    _exit(errno);
  }
  while (waitpid(child, &status, 0) == child && WIFSTOPPED(status))
    if (ptrace(PTRACE_CONT, child, 0, 0)) return -1;
  if (WIFSIGNALED(status)) raise(WTERMSIG(status));
  exit(WEXITSTATUS(status));
}

static int peeked(pid_t pid, const char *address) {
  char byte;
  struct iovec here = {&byte, 1}, there = {(void *)strtoul(address, 0, 16), 1};
  return process_vm_readv(pid, &here, 1, &there, 1, 0) < 0 ? -1 : 0;
}

static int asked_bpf(void) {
  union bpf_attr attr = {.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1};
  return syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr)) < 0 ? -1 : 0;
}

/* As setcap(8) does: who runs the file may do what it names. */
static int capable(const char *path) {
  struct vfs_cap_data all = {.magic_etc = VFS_CAP_REVISION_2, .data[0].permitted = ~0u};
  return setxattr(path, "security.capability", &all, sizeof(all), 0);
}

/* One that is none, which is found out once it may be loaded; shorter ones are refused before. */
static int loaded_module(void) {
  static char nothing[4096];
  return syscall(SYS_init_module, nothing, sizeof(nothing), "") < 0 && errno != ENOEXEC ? -1 : 0;
}

static int done(char **words) {
  const char *act = words[0];
#define IS(name) (strcmp(act, name) == 0)
  if (IS("none")) return 0;
  if (IS("read")) return opened(words[1], O_RDONLY);
  if (IS("write")) return opened(words[1], O_WRONLY);
  if (IS("create")) return opened(words[1], O_WRONLY | O_CREAT);
  if (IS("truncate")) return truncate(words[1], 0);
  if (IS("unlink")) return unlink(words[1]);
  if (IS("rmdir")) return rmdir(words[1]);
  if (IS("mkdir")) return mkdir(words[1], 0700);
  if (IS("rename")) return rename(words[1], words[2]);
  if (IS("link")) return link(words[1], words[2]);
  if (IS("symlink")) return symlink(words[1], words[2]);
  if (IS("mknod")) return mknod(words[1], S_IFIFO | 0600, 0);
  if (IS("chmod")) return chmod(words[1], 0777);
  if (IS("setcap")) return capable(words[1]);
  if (IS("tcp4")) return reached(AF_INET, SOCK_STREAM, words[1], atoi(words[2]), 0);
  if (IS("tcp6")) return reached(AF_INET6, SOCK_STREAM, words[1], atoi(words[2]), 0);
  if (IS("udp4")) return reached(AF_INET, SOCK_DGRAM, words[1], atoi(words[2]), 1) < 0 ? -1 : 0;
  if (IS("udp0")) return sent_to_no_family(words[1], atoi(words[2]));
  if (IS("udp6")) return reached(AF_INET6, SOCK_DGRAM, words[1], atoi(words[2]), 1) < 0 ? -1 : 0;
  if (IS("unix")) return reached_file(words[1]);
  if (IS("kill")) return kill(atoi(words[1]), SIGCONT);
  if (IS("trace")) return ptrace(PTRACE_SEIZE, atoi(words[1]), 0, 0) < 0 ? -1 : 0;
  if (IS("peek")) return peeked(atoi(words[1]), words[2]);
  if (IS("mount")) return mount("none", words[1], "tmpfs", 0, 0);
  if (IS("bind")) return mount(words[1], words[2], 0, MS_BIND, 0);
  if (IS("module")) return loaded_module();
  if (IS("bpf")) return asked_bpf();
  if (IS("leave")) return left(words[1], words + 2);
  if (IS("elsewhere")) return born_elsewhere(words[1], words + 2);
  if (IS("memory")) return ran_from_memory(words + 1);
  if (IS("deleted")) return ran_deleted(words + 1);
  if (IS("detach")) return detached(words + 1);
  if (IS("flip")) return ran_flipped(words + 1);
  if (IS("traced")) return ran_traced(words + 1);
  if (IS("run")) {
    execv(words[1], words + 1);
    return -1;
  }
  errno = ENOSYS;
  return -1;
#undef IS
}

int main(int count, char **words) {
  if (count < 2) return ENOSYS;
  return done(words + 1) ? errno : 0;
}
