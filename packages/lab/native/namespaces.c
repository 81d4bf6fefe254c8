// Nodes and pods as processes with their own namespaces.
#include "lab.h"
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

_Noreturn void die(const char *what) {
  dprintf(2, "%s: %s\n", what, strerror(errno));
  _exit(125);
}

// fork with namespaces: returns twice, as fork does.
static pid_t clone_into(unsigned long flags) { return (pid_t)syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0); }

static void make_path(const char *path) {
  char copy[512];
  snprintf(copy, sizeof copy, "%s", path);
  for (char *p = copy + 1; *p; p++)
    if (*p == '/') {
      *p = 0;
      mkdir(copy, 0755);
      *p = '/';
    }
  mkdir(copy, 0755);
}

static void put_file(const char *path, const char *text, size_t length) {
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (fd < 0 || write(fd, text, length) != (ssize_t)length) die(path);
  close(fd);
}

void join_cgroup(const char *path) {
  char procs[560];
  make_path(path);
  snprintf(procs, sizeof procs, "%s/cgroup.procs", path);
  int fd = open(procs, O_WRONLY);
  if (fd < 0 || write(fd, "0", 1) != 1) die(procs);
  close(fd);
}

static void detach_files(void) {
  int null = open("/dev/null", O_RDWR);
  for (int i = 0; i < 3; i++) dup2(null, i);
  syscall(SYS_close_range, 3, ~0U, 0);
}

// The pause process: reaps, and stays until its pid namespace is torn down.
static _Noreturn void pause_forever(const char *name) {
  char comm[16];
  detach_files();
  snprintf(comm, sizeof comm, "%s", name);
  prctl(PR_SET_NAME, comm);
  signal(SIGCHLD, SIG_IGN);
  for (;;) pause();
}

// A child that may be deep in other pid namespaces says that it is ready; the kernel translates its pid for who hears it.
int ready_channel(int ends[2]) {
  int one = 1;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) return -1;
  return setsockopt(ends[0], SOL_SOCKET, SO_PASSCRED, &one, sizeof one);
}

void say_ready(int fd) {
  if (send(fd, "y", 1, 0) != 1) die("ready");
}

pid_t wait_ready(int ends[2]) {
  char byte, control[CMSG_SPACE(sizeof(struct ucred))];
  struct iovec into = {&byte, 1};
  struct msghdr message = {.msg_iov = &into, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  close(ends[1]);
  ssize_t n = recvmsg(ends[0], &message, 0);
  close(ends[0]);
  struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  return n == 1 && head ? ((struct ucred *)CMSG_DATA(head))->pid : -1;
}

// What is mounted there goes first, with all that lies below: tools that look for a file system by type must find the new one.
static void mount_or_die(const char *type, const char *where) {
  while (!umount2(where, MNT_DETACH)) {
  }
  if (mount(type, where, type, 0, NULL)) die(where);
}

pid_t spawn_node(const char *name, const char *cgroup, const char *hostname) {
  int channel[2];
  if (ready_channel(channel)) return -1;
  if (clone_into(CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC) == 0) {
    setsid();
    join_cgroup(cgroup);
    if (unshare(CLONE_NEWCGROUP)) die("unshare cgroup");
    umount2(CGROUP_MOUNT, MNT_DETACH);
    mount_or_die("proc", "/proc");
    mount_or_die("sysfs", "/sys");
    mount_or_die("cgroup2", "/sys/fs/cgroup");
    mount_or_die("tmpfs", "/run");
    mkdir("/run/netns", 0755);
    mkdir("/run/pods", 0755);
    if (sethostname(hostname, strlen(hostname))) die("sethostname");
    say_ready(channel[1]);
    pause_forever(name);
  }
  return wait_ready(channel);
}

static _Noreturn void pod_init(int channel, const char *uid, const char *cgroup, const char *hostname,
                               const char *resolv_conf, size_t resolv_length) {
  char path[256];
  setsid();
  join_cgroup(cgroup);
  // The runtime pins the namespace under /run/netns of the node before the pod gets its own mounts.
  snprintf(path, sizeof path, "/run/netns/cni-%s", uid);
  put_file(path, "", 0);
  if (mount("/proc/self/ns/net", path, NULL, MS_BIND, NULL)) die(path);
  snprintf(path, sizeof path, "/run/pods/%s", uid);
  mkdir(path, 0755);
  snprintf(path, sizeof path, "/run/pods/%s/resolv.conf", uid);
  put_file(path, resolv_conf, resolv_length);
  if (unshare(CLONE_NEWNS | CLONE_NEWCGROUP)) die("unshare");
  mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL);
  mount("", "/etc/resolv.conf", NULL, 0, NULL);
  if (mount(path, "/etc/resolv.conf", NULL, MS_BIND, NULL)) die("/etc/resolv.conf");
  mount_or_die("proc", "/proc");
  mount_or_die("sysfs", "/sys");
  mount_or_die("tmpfs", "/run");
  if (sethostname(hostname, strlen(hostname))) die("sethostname");
  say_ready(channel);
  pause_forever("pause");
}

pid_t spawn_pod(const struct target *node, const char *uid, const char *cgroup, const char *hostname,
                const char *resolv_conf, size_t resolv_length) {
  int channel[2];
  if (ready_channel(channel)) return -1;
  pid_t middle = fork();
  if (middle == 0) {
    char path[64];
    const char *names[] = {"pid", "cgroup", "mnt"};
    int fds[3];
    for (int i = 0; i < 3; i++) {
      snprintf(path, sizeof path, "/proc/%d/ns/%s", node->pid, names[i]);
      if ((fds[i] = open(path, O_RDONLY | O_CLOEXEC)) < 0) die(path);
    }
    for (int i = 0; i < 3; i++)
      if (setns(fds[i], 0)) die("setns");
    // Only who lives in a pid namespace can make one below it, hence one more process.
    if (fork() == 0) {
      if (clone_into(CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC) == 0)
        pod_init(channel[1], uid, cgroup, hostname, resolv_conf, resolv_length);
    }
    _exit(0);
  }
  pid_t pod = wait_ready(channel);
  waitpid(middle, NULL, 0);
  return pod;
}

int enter(pid_t pid, int all) {
  static const char *names[] = {"net", "uts", "ipc", "cgroup", "pid", "mnt"};
  int fds[6], count = all ? 6 : 1;
  char path[64];
  for (int i = 0; i < count; i++) {
    snprintf(path, sizeof path, "/proc/%d/ns/%s", pid, names[i]);
    if ((fds[i] = open(path, O_RDONLY | O_CLOEXEC)) < 0) return -1;
  }
  for (int i = 0; i < count; i++) {
    if (setns(fds[i], 0)) return -1;
    close(fds[i]);
  }
  return 0;
}

unsigned long netns_inode(pid_t pid) {
  char path[64];
  struct stat status;
  snprintf(path, sizeof path, "/proc/%d/ns/net", pid);
  return stat(path, &status) ? 0 : status.st_ino;
}
