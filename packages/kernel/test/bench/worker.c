/*
 * Does one thing many times, for whoever measures: a line on standard input says how often, and the answer comes as
 * numbers of 64 bits.
 *
 *   times PROGRAM          so many starts, waiting for the end of each; answers with the nanoseconds of each
 *   tools FOLDER COUNT     so many starts of random ones of its programs 0 … COUNT-1; answers with 0 each
 *   storm PROGRAM          starts for so many seconds; answers how many
 *   connections RATE       connections to a public address, so many a second, for so many seconds; answers how many
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000ull + now.tv_nsec;
}

static void answer(uint64_t number) { fwrite(&number, sizeof(number), 1, stdout); }

/* What cannot be started is no measurement. */
static void start(const char *program) {
  char *const words[] = {(char *)program, 0};
  int status;
  pid_t child = vfork();

  if (child == 0) {
    execve(program, words, words + 1);
    _exit(127);
  }
  if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
    fprintf(stderr, "expected %s to end with 0\n", program);
    exit(1);
  }
}

static void times(const char *program, long count) {
  while (count-- > 0) {
    uint64_t from = now_ns();
    start(program);
    answer(now_ns() - from);
  }
}

static void tools(const char *folder, long tool_count, long count) {
  char path[4096];
  while (count-- > 0) {
    snprintf(path, sizeof(path), "%s/%ld", folder, random() % tool_count);
    start(path);
    answer(0);
  }
}

static void storm(const char *program, long seconds) {
  uint64_t until = now_ns() + seconds * 1000000000ull, count = 0;
  for (; now_ns() < until; count++) start(program);
  answer(count);
}

static void connections(long rate, long seconds) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(443)};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  uint64_t from = now_ns();
  long count = 0, total = rate * seconds;

  /* Of the addresses kept for documentation, so that nobody is reached where nothing holds it. */
  inet_pton(AF_INET, "203.0.113.7", &to.sin_addr);
  while (count < total) {
    long due = (now_ns() - from) * rate / 1000000000ull;
    for (; count < due && count < total; count++)
      if (connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0) exit(1);
    usleep(1000);
  }
  answer(count);
}

int main(int count, char **words) {
  char line[32];
  if (count < 3) return 2;
  while (fgets(line, sizeof(line), stdin)) {
    long much = atol(line);
    if (!strcmp(words[1], "times")) times(words[2], much);
    if (!strcmp(words[1], "tools")) tools(words[2], atol(words[3]), much);
    if (!strcmp(words[1], "storm")) storm(words[2], much);
    if (!strcmp(words[1], "connections")) connections(atol(words[2]), much);
    fflush(stdout);
  }
  return 0;
}
