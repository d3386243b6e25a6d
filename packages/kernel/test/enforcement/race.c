/*
 * Changes what a call was asked for while somebody looks at it: a thread does so without a pause, the first one calls.
 *
 *   exec ALLOWED FORBIDDEN COUNT      runs what lies at a path that is now the one and now the other; says how often the
 *                                     other one ran, which ends with 7
 *   connect ALLOWED FORBIDDEN COUNT   connects to ports of this machine likewise
 *   send ALLOWED FORBIDDEN COUNT      sends datagrams likewise
 *   swap SOCKET FORBIDDEN COUNT       connects a number that is now a unix socket and now one of TCP
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static char path[4096];
static struct sockaddr_storage address;
static int number = -1, sockets[2] = {-1, -1};
static const char *paths[2];
static struct sockaddr_storage addresses[2];
static volatile int is_over;

static struct sockaddr_storage port_of(const char *text) {
  struct sockaddr_storage made = {};
  struct sockaddr_in *in = (void *)&made;
  in->sin_family = AF_INET;
  in->sin_port = htons(atoi(text));
  in->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return made;
}

static struct sockaddr_storage socket_of(const char *text) {
  struct sockaddr_storage made = {};
  struct sockaddr_un *un = (void *)&made;
  un->sun_family = AF_UNIX;
  strncpy(un->sun_path, text, sizeof(un->sun_path) - 1);
  return made;
}

static void *change(void *nothing) {
  for (unsigned at = 0; !is_over; at++) {
    if (paths[0]) strcpy(path, paths[at & 1]);
    address = addresses[at & 1];
    if (number >= 0) dup2(sockets[at & 1], number);
  }
  return nothing;
}

static int ran_forbidden(void) {
  int status;
  char *const words[] = {"x", 0};
  pid_t child = vfork();
  if (child == 0) {
    execve(path, words, environ);
    _exit(1);
  }
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 7;
}

static void connect_once(void) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  connect(fd, (void *)&address, sizeof(struct sockaddr_in));
  close(fd);
}

static void send_once(void) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  sendto(fd, "x", 1, 0, (void *)&address, sizeof(struct sockaddr_in));
  close(fd);
}

/* Until then both have the socket of before, which is connected or refused. */
static void connect_swapped(void) {
  int fresh = socket(AF_INET, SOCK_STREAM, 0), local = socket(AF_UNIX, SOCK_STREAM, 0);
  dup2(fresh, sockets[1]);
  dup2(local, sockets[0]);
  close(fresh);
  close(local);
  connect(number, (void *)&address, sizeof(struct sockaddr_un));
}

int main(int count, char **words) {
  pthread_t thread;
  int forbidden = 0;

  if (count < 5) return 2;
  if (!strcmp(words[1], "exec")) {
    paths[0] = words[2];
    paths[1] = words[3];
  } else {
    addresses[0] = strcmp(words[1], "swap") ? port_of(words[2]) : socket_of(words[2]);
    addresses[1] = port_of(words[3]);
  }
  if (!strcmp(words[1], "swap")) {
    sockets[0] = socket(AF_UNIX, SOCK_STREAM, 0);
    sockets[1] = socket(AF_INET, SOCK_STREAM, 0);
    number = dup(sockets[0]);
  }
  if (pthread_create(&thread, 0, change, 0)) return 2;
  for (long left = atol(words[4]); left > 0; left--) {
    if (!strcmp(words[1], "exec")) forbidden += ran_forbidden();
    if (!strcmp(words[1], "connect")) connect_once();
    if (!strcmp(words[1], "send")) send_once();
    if (!strcmp(words[1], "swap")) connect_swapped();
  }
  is_over = 1;
  printf("%d\n", forbidden);
  return 0;
}
