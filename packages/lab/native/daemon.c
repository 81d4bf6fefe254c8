// skoop-lab: holds one cluster of namespaces and works in them on request.
//
// Requests on standard input:  ID LENGTH VERB WORD... \n  + LENGTH bytes of payload. Words are percent-encoded.
// Replies on standard output:  {"id":ID,"status":N,"out":BYTES,"err":BYTES,...}\n  + out bytes + err bytes.
// Requests are worked on at the same time, in the order they came as far as starting goes.
//
//   node NAME CGROUP HOSTNAME          a machine: own net, pid, mnt, uts, ipc, cgroup namespaces -> pid, netns
//   pod NAME NODE UID CGROUP HOSTNAME  child namespaces of a node; payload is its resolv.conf    -> pid, netns
//   exec NAME all|net ARGV...          run a command there; payload is its standard input
//   sysctl NAME                        payload: lines "net/ipv4/ip_forward 1"; names may have wildcards
//   serve NAME LABEL SPEC...           start an echo server there (serve.c)                      -> pid
//   probe                              payload: flows (probe.c); prints one JSON line for each
//   forget                             empty the caches of all network namespaces (forget.c)
//   kill PID                           end a server
//
// It is init of a pid namespace of its own: when it ends (end of input, crash, kill) the kernel ends everything in it.
#include "lab.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_TARGETS = 4096, MAX_JOBS = 4096 };
static char root_cgroup[128];

static struct target targets[MAX_TARGETS];
static int target_count;
static struct job {
  long id;
  pid_t pid;
  int out, err;
} jobs[MAX_JOBS];
static int job_count;

static const struct target *find(const char *name) {
  for (int i = 0; i < target_count; i++)
    if (!strcmp(targets[i].name, name)) return &targets[i];
  return NULL;
}

static void write_all(int fd, const char *data, size_t length) {
  while (length) {
    ssize_t n = write(fd, data, length);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) _exit(0); // nobody listens any more
    data += n;
    length -= n;
  }
}

static char *read_back(int fd, size_t *length) {
  struct stat status;
  fstat(fd, &status);
  *length = status.st_size;
  char *data = malloc(*length + 1);
  for (size_t at = 0; at < *length;) {
    ssize_t n = pread(fd, data + at, *length - at, at);
    if (n <= 0) {
      *length = at;
      break;
    }
    at += n;
  }
  return data;
}

static void reply(long id, int status, const char *extra, int out, int err) {
  size_t out_length = 0, err_length = 0;
  char *out_data = out >= 0 ? read_back(out, &out_length) : NULL;
  char *err_data = err >= 0 ? read_back(err, &err_length) : NULL;
  char head[512];
  int n = snprintf(head, sizeof head, "{\"id\":%ld,\"status\":%d,\"out\":%zu,\"err\":%zu%s}\n", id, status, out_length,
                   err_length, extra);
  write_all(1, head, n);
  write_all(1, out_data, out_length);
  write_all(1, err_data, err_length);
  free(out_data);
  free(err_data);
  if (out >= 0) close(out);
  if (err >= 0) close(err);
}

static int failure_channel; // memfd that stands in for standard error of forked children

static void fail(long id, const char *message) {
  int err = memfd_create("err", MFD_CLOEXEC);
  dprintf(err, "%s", message);
  reply(id, 125, "", -1, err);
}

static void fail_with_channel(long id) {
  size_t length;
  char *text = read_back(failure_channel, &length);
  text[length] = 0;
  fail(id, length ? text : "died without a word");
  free(text);
}

static void add_target(long id, const char *name, const char *cgroup, pid_t pid) {
  if (pid < 0 || target_count == MAX_TARGETS) return fail_with_channel(id);
  struct target *t = &targets[target_count++];
  snprintf(t->name, sizeof t->name, "%s", name);
  snprintf(t->cgroup, sizeof t->cgroup, "%s", cgroup);
  t->pid = pid;
  t->netns = netns_inode(pid);
  char extra[96];
  snprintf(extra, sizeof extra, ",\"pid\":%d,\"netns\":%lu", pid, t->netns);
  reply(id, 0, extra, -1, -1);
}

static void write_sysctls(char *text) {
  int failed = 0;
  for (char *save, *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
    char path[512], *value = strchr(line, ' ');
    glob_t found;
    if (!value) continue;
    *value++ = 0;
    snprintf(path, sizeof path, "/proc/sys/%s", line);
    if (glob(path, GLOB_NOCHECK, NULL, &found)) continue;
    for (size_t i = 0; i < found.gl_pathc; i++) {
      int fd = open(found.gl_pathv[i], O_WRONLY);
      if (fd < 0 || write(fd, value, strlen(value)) < 0) {
        dprintf(2, "%s = %s: %s\n", found.gl_pathv[i], value, strerror(errno));
        failed = 1;
      }
      if (fd >= 0) close(fd);
    }
    globfree(&found);
  }
  _exit(failed);
}

// The work of a job, in a process of its own. Never returns.
static _Noreturn void work(const struct target *t, char **words, int count, char *payload) {
  signal(SIGPIPE, SIG_DFL);
  const char *verb = words[0];
  if (!strcmp(verb, "probe")) _exit(probe(payload, find));
  if (!strcmp(verb, "forget")) {
    for (int i = 0; i < target_count; i++) forget(targets[i].pid);
    _exit(0);
  }
  int all = strcmp(verb, "sysctl") && strcmp(verb, "exec") ? 1 : !strcmp(verb, "exec") && !strcmp(words[2], "all");
  if (all) join_cgroup(t->cgroup);
  if (enter(t->pid, all)) die("entering namespaces");
  if (!strcmp(verb, "sysctl")) write_sysctls(payload);
  // A pid namespace is entered by the children of who entered it.
  pid_t pid = all ? fork() : 0;
  if (pid == 0) {
    if (chdir("/")) die("chdir");
    setenv("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 1);
    words[count] = NULL;
    execvp(words[3], words + 3);
    die(words[3]);
  }
  int status;
  waitpid(pid, &status, 0);
  _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

static void start_server(long id, const struct target *t, char **words, int count) {
  int channel[2];
  if (ready_channel(channel)) return fail(id, "socketpair");
  pid_t middle = fork();
  if (middle == 0) {
    join_cgroup(t->cgroup);
    if (enter(t->pid, 1)) die("entering namespaces");
    if (fork() == 0) {
      setsid();
      serve(words[2], words + 3, count - 3, channel[1]);
    }
    _exit(0);
  }
  pid_t pid = wait_ready(channel);
  waitpid(middle, NULL, 0);
  if (pid < 0) return fail_with_channel(id);
  char extra[32];
  snprintf(extra, sizeof extra, ",\"pid\":%d", pid);
  reply(id, 0, extra, -1, -1);
}

static void start_job(long id, char **words, int count, char *payload, size_t length) {
  const struct target *t = count > 1 ? find(words[1]) : NULL;
  int is_about_all = !strcmp(words[0], "probe") || !strcmp(words[0], "forget");
  if (!is_about_all && !t) return fail(id, "no such target");
  if (!is_about_all && !strcmp(words[0], "exec") && count < 4) return fail(id, "exec what?");
  if (job_count == MAX_JOBS) return fail(id, "too many jobs");
  int in = memfd_create("in", MFD_CLOEXEC), out = memfd_create("out", MFD_CLOEXEC), err = memfd_create("err", MFD_CLOEXEC);
  if (in < 0 || out < 0 || err < 0) return fail(id, "memfd_create");
  write_all(in, payload, length);
  lseek(in, 0, SEEK_SET);
  pid_t pid = fork();
  if (pid == 0) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    dup2(in, 0);
    dup2(out, 1);
    dup2(err, 2);
    work(t, words, count, payload);
  }
  close(in);
  jobs[job_count++] = (struct job){id, pid, out, err};
}

static void handle(char *line, char *payload, size_t length) {
  char *words[MAX_WORDS + 1];
  int count = 0;
  long id = strtol(line, &line, 10);
  strtol(line, &line, 10);
  for (char *save, *word = strtok_r(line, " ", &save); word && count < MAX_WORDS; word = strtok_r(NULL, " ", &save)) {
    char *to = word;
    for (char *from = word; *from; from++) {
      unsigned byte;
      if (*from == '%' && sscanf(from + 1, "%2x", &byte) == 1) {
        *to++ = (char)byte;
        from += 2;
      } else
        *to++ = *from;
    }
    *to = 0;
    words[count++] = word;
  }
  if (ftruncate(failure_channel, 0)) die("ftruncate");
  lseek(failure_channel, 0, SEEK_SET);
  char cgroup[1100];
  if (!strcmp(words[0], "node") && count == 4) {
    snprintf(cgroup, sizeof cgroup, "%s/%s", root_cgroup, words[2]);
    add_target(id, words[1], cgroup, spawn_node(words[1], cgroup, words[3]));
  } else if (!strcmp(words[0], "pod") && count == 6) {
    char inside[512];
    const struct target *node = find(words[2]);
    if (!node) return fail(id, "no such node");
    snprintf(inside, sizeof inside, "/sys/fs/cgroup/%s", words[4]);
    snprintf(cgroup, sizeof cgroup, "%s/%s", node->cgroup, words[4]);
    add_target(id, words[1], cgroup, spawn_pod(node, words[3], inside, words[5], payload, length));
  } else if (!strcmp(words[0], "serve") && count > 3) {
    const struct target *t = find(words[1]);
    if (!t) return fail(id, "no such target");
    start_server(id, t, words, count);
  } else if (!strcmp(words[0], "kill") && count == 2) {
    reply(id, kill(atoi(words[1]), SIGKILL) ? 1 : 0, "", -1, -1);
  } else
    start_job(id, words, count, payload, length);
}

static void reap(void) {
  int status;
  pid_t pid;
  while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
    for (int i = 0; i < job_count; i++)
      if (jobs[i].pid == pid) {
        reply(jobs[i].id, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), "", jobs[i].out, jobs[i].err);
        jobs[i] = jobs[--job_count];
        break;
      }
}

static _Noreturn void run(void) {
  if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL)) die("private mounts");
  if (mount("proc", "/proc", "proc", 0, NULL)) die("/proc");
  signal(SIGPIPE, SIG_IGN);
  failure_channel = memfd_create("failures", MFD_CLOEXEC);
  dup2(failure_channel, 2);
  sigset_t mask;
  sigemptyset(&mask);
  sigaddset(&mask, SIGCHLD);
  sigprocmask(SIG_BLOCK, &mask, NULL);
  int signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
  size_t size = 1 << 16, used = 0;
  char *buffer = malloc(size);
  struct pollfd polls[2] = {{.fd = 0, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
  for (;;) {
    if (poll(polls, 2, -1) < 0 && errno != EINTR) die("poll");
    if (polls[1].revents) {
      struct signalfd_siginfo info;
      while (read(signals, &info, sizeof info) > 0) {
      }
    }
    reap();
    if (!polls[0].revents) continue;
    if (size - used < 1 << 16) buffer = realloc(buffer, size *= 2);
    ssize_t n = read(0, buffer + used, size - used - 1);
    if (n <= 0) _exit(0);
    used += n;
    size_t start = 0;
    for (char *newline; (newline = memchr(buffer + start, '\n', used - start));) {
      size_t length = 0;
      *newline = 0;
      sscanf(buffer + start, "%*d %zu", &length);
      size_t body = newline + 1 - buffer;
      if (used - body < length) {
        *newline = '\n';
        if (size < body + length + 2) buffer = realloc(buffer, size = (body + length) * 2);
        break;
      }
      char *payload = malloc(length + 1);
      memcpy(payload, buffer + body, length);
      payload[length] = 0;
      handle(buffer + start, payload, length);
      free(payload);
      start = body + length;
    }
    memmove(buffer, buffer + start, used - start);
    used -= start;
  }
}

static void remove_cgroups(const char *path) {
  DIR *dir = opendir(path);
  if (!dir) return;
  char child[1024];
  for (struct dirent *entry; (entry = readdir(dir));)
    if (entry->d_type == DT_DIR && entry->d_name[0] != '.') {
      snprintf(child, sizeof child, "%s/%s", path, entry->d_name);
      remove_cgroups(child);
    }
  closedir(dir);
  rmdir(path);
}

// What a helper that was killed left behind: only empty directories.
static void remove_stale_cgroups(void) {
  DIR *dir = opendir(CGROUP_MOUNT);
  char path[320];
  int pid;
  for (struct dirent *entry; dir && (entry = readdir(dir));)
    if (sscanf(entry->d_name, "skoop-lab-%d", &pid) == 1 && kill(pid, 0) && errno == ESRCH) {
      snprintf(path, sizeof path, "%s/%s", CGROUP_MOUNT, entry->d_name);
      remove_cgroups(path);
    }
  if (dir) closedir(dir);
}

int main(void) {
  if (unshare(CLONE_NEWNS)) die("unshare mnt");
  if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL)) die("private mounts");
  if (mount("cgroup2", CGROUP_MOUNT, "cgroup2", 0, NULL)) die("cgroup2");
  remove_stale_cgroups();
  snprintf(root_cgroup, sizeof root_cgroup, "%s/skoop-lab-%d", CGROUP_MOUNT, getpid());
  if (mkdir(root_cgroup, 0755)) die(root_cgroup);
  if (unshare(CLONE_NEWPID)) die("unshare pid");
  pid_t parent = getpid();
  pid_t child = fork();
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NAME, "skoop-lab");
    (void)parent;
    run();
  }
  signal(SIGINT, SIG_IGN);
  signal(SIGTERM, SIG_IGN);
  close(0);
  close(1);
  int status;
  waitpid(child, &status, 0);
  remove_cgroups(root_cgroup);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}
