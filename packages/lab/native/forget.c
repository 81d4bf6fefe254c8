// Makes kernels forget what they found out: neighbours, and the path MTUs of routes. As `ip neigh flush all` and `ip route flush cache`
// do, what was set by hand stays.
#include "lab.h"
#include <fcntl.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ROUNDS = 10, BUFFER = 1 << 16 };
union message {
  struct nlmsghdr head;
  char bytes[BUFFER];
};

static int is_found(const struct nlmsghdr *m) {
  const struct ndmsg *neighbour = NLMSG_DATA(m);
  return m->nlmsg_type == RTM_NEWNEIGH && !(neighbour->ndm_state & (NUD_PERMANENT | NUD_NOARP)) &&
         !(neighbour->ndm_flags & NTF_PROXY);
}

static int is_learned(const struct nlmsghdr *m) {
  const struct rtmsg *route = NLMSG_DATA(m);
  return m->nlmsg_type == RTM_NEWROUTE && route->rtm_flags & RTM_F_CLONED;
}

// Asks for all of a kind and deletes those that count. Returns how many there were, -1 for an error.
static int flush(int get, int del, unsigned char family, int (*counts)(const struct nlmsghdr *)) {
  static union message in;
  static char kept[BUFFER];
  size_t used = 0;
  int found = 0, asked = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  int told = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  struct {
    struct nlmsghdr head;
    struct rtmsg body; // as long as ndmsg
  } question = {{sizeof question, get, NLM_F_REQUEST | NLM_F_DUMP, 1, 0}, {.rtm_family = family}};
  if (asked < 0 || told < 0 || send(asked, &question, sizeof question, 0) < 0) goto failed;
  for (int more = 1; more;) {
    ssize_t n = recv(asked, &in, sizeof in, 0);
    if (n <= 0) goto failed;
    for (struct nlmsghdr *m = &in.head; NLMSG_OK(m, n); m = NLMSG_NEXT(m, n)) {
      if (m->nlmsg_type == NLMSG_DONE) more = 0;
      if (m->nlmsg_type == NLMSG_ERROR) goto failed;
      if (!counts(m) || used + NLMSG_ALIGN(m->nlmsg_len) > sizeof kept) continue;
      memcpy(kept + used, m, m->nlmsg_len);
      struct nlmsghdr *copy = (void *)(kept + used);
      copy->nlmsg_type = del;
      copy->nlmsg_flags = NLM_F_REQUEST;
      copy->nlmsg_pid = 0;
      used += NLMSG_ALIGN(m->nlmsg_len);
      found++;
    }
  }
  for (size_t at = 0; at < used;) {
    struct nlmsghdr *m = (void *)(kept + at);
    if (send(told, m, m->nlmsg_len, 0) < 0) goto failed;
    at += NLMSG_ALIGN(m->nlmsg_len);
  }
  close(asked);
  close(told);
  return found;
failed:
  close(asked);
  close(told);
  return -1;
}

static void flush_all(int get, int del, unsigned char family, int (*counts)(const struct nlmsghdr *)) {
  for (int i = 0; i < ROUNDS; i++) {
    int n = flush(get, del, family, counts);
    if (n < 0) die("flushing");
    if (n == 0) return;
  }
}

void forget(pid_t pid) {
  if (enter(pid, 0)) die("entering a namespace");
  flush_all(RTM_GETNEIGH, RTM_DELNEIGH, AF_UNSPEC, is_found);
  flush_all(RTM_GETROUTE, RTM_DELROUTE, AF_INET6, is_learned);
  int fd = open("/proc/sys/net/ipv4/route/flush", O_WRONLY);
  if (fd < 0 || write(fd, "-1", 2) < 0) die("route cache");
  close(fd);
}
