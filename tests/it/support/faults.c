// Preloaded into whosaid by tests/it/support/faults.rs: one call that changes a file fails, or the process is killed there.
//
// FAULT_UNDER   the folder whose files are meant; "socket:" means sockets instead
// FAULT_AT      which of these calls, counted from 1; 0 for none
// FAULT_KILL    set: the process is killed; else the call fails with EIO
// FAULT_COUNT   a file that the number of calls is written to at the end
//
// A write that fails has written half of its bytes.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *under;
static long at;
static atomic_long calls;

__attribute__((constructor)) static void begin(void) {
    under = getenv("FAULT_UNDER");
    const char *which = getenv("FAULT_AT");
    at = which ? atol(which) : 0;
}

__attribute__((destructor)) static void end(void) {
    const char *path = getenv("FAULT_COUNT");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (file) {
        fprintf(file, "%ld", (long)calls);
        fclose(file);
    }
}

static int named(const char *path) {
    return under && path && strncmp(path, under, strlen(under)) == 0;
}

static int open_as(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return named(path);
}

// Whether it is this call's turn to fail.
static int fails(int ours) {
    return ours && atomic_fetch_add(&calls, 1) + 1 == at;
}

static int fail(void) {
    if (getenv("FAULT_KILL")) kill(getpid(), SIGKILL);
    errno = EIO;
    return -1;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *bytes, size_t count) {
    if (!fails(open_as(fd))) return NEXT(write)(fd, bytes, count);
    if (count > 1) (void)!NEXT(write)(fd, bytes, count / 2);
    return fail();
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    return fails(open_as(fd)) ? fail() : NEXT(writev)(fd, parts, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t place) {
    if (!fails(open_as(fd))) return NEXT(pwrite)(fd, bytes, count, place);
    if (count > 1) (void)!NEXT(pwrite)(fd, bytes, count / 2, place);
    return fail();
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t place) {
    if (!fails(open_as(fd))) return NEXT(pwrite64)(fd, bytes, count, place);
    if (count > 1) (void)!NEXT(pwrite64)(fd, bytes, count / 2, place);
    return fail();
}

ssize_t send(int fd, const void *bytes, size_t count, int flags) {
    if (!fails(open_as(fd))) return NEXT(send)(fd, bytes, count, flags);
    if (count > 1) (void)!NEXT(send)(fd, bytes, count / 2, flags);
    return fail();
}

int fsync(int fd) { return fails(open_as(fd)) ? fail() : NEXT(fsync)(fd); }
int fdatasync(int fd) { return fails(open_as(fd)) ? fail() : NEXT(fdatasync)(fd); }
int ftruncate(int fd, off_t length) { return fails(open_as(fd)) ? fail() : NEXT(ftruncate)(fd, length); }
int ftruncate64(int fd, off64_t length) { return fails(open_as(fd)) ? fail() : NEXT(ftruncate64)(fd, length); }
int rename(const char *from, const char *to) { return fails(named(to)) ? fail() : NEXT(rename)(from, to); }
int unlink(const char *path) { return fails(named(path)) ? fail() : NEXT(unlink)(path); }
int mkdir(const char *path, mode_t mode) {
    int (*next)(const char *, mode_t) = (int (*)(const char *, mode_t))dlsym(RTLD_NEXT, "mkdir");
    return fails(named(path)) ? fail() : next(path, mode);
}
