/* What the launcher asks of a system with a C library (POSIX.1-2017): macOS, and others than x86-64 and arm64. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#define BUSY -2

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

static _Noreturn void leave(int status) {
    _exit(status);
}

static char *reserve(size_t length) {
    void *at = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
    return at == MAP_FAILED ? NULL : at;
}

static long write_some(int file, const char *from, size_t length) {
    long count = write(file, from, length);
    return count < 0 && errno == EAGAIN ? BUSY : count;
}

static long send_some(int file, const char *from, size_t length) {
    return send(file, from, length, MSG_NOSIGNAL);
}

static long long now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000ll + now.tv_nsec / 1000000;
}

static int wait_for(int file, short events, long long ms) {
    struct pollfd polled = {file, events, 0};
    return poll(&polled, file < 0 ? 0 : 1, (int)ms);
}

/* A connection, BUSY, or another negative number. */
static int connect_to(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    for (size_t length = 0; path[length] != 0; length++) {
        if (length == sizeof address.sun_path - 1) return -1;
        address.sun_path[length] = path[length];
    }
    int file = socket(AF_UNIX, SOCK_STREAM, 0);
    if (file < 0 || fcntl(file, F_SETFL, O_NONBLOCK) < 0) return -1;
#ifdef SO_NOSIGPIPE
    setsockopt(file, SOL_SOCKET, SO_NOSIGPIPE, &(int){1}, sizeof(int));
#endif
    if (connect(file, (struct sockaddr *)&address, sizeof address) == 0) return file;
    int failure = errno == EAGAIN || errno == EINPROGRESS ? BUSY : -1;
    close(file);
    return failure;
}

static int is_there(const char *path) {
    return access(path, F_OK) == 0;
}

static long user(void) {
    return (long)getuid();
}

static long parent_process(void) {
    return getppid();
}

static int working_folder(char *to, size_t length) {
    return getcwd(to, length) != NULL && to[0] == '/';
}
