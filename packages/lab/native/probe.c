// Real clients in any namespace: a socket stays in the namespace where it was made.
// Input, one flow a line:
//   INDEX TARGET tcp|udp|ping DESTINATION PORT SIZE SMALL-TIMEOUT-MS BULK-TIMEOUT-MS DF SOURCE-PORT UID
// (UID: user and group that the socket is made as. DF: value of IP_MTU_DISCOVER, -1 the kernel's default; SOURCE-PORT 0: the kernel's choice.) A first line "concurrency N" may come before.
#include "lab.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <sched.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/fsuid.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

// Names of linux/in.h and linux/in6.h, which clash with the C library's.
enum { OPT_IP_MTU_DISCOVER = 10, OPT_IP_RECVERR = 11, OPT_IPV6_MTU_DISCOVER = 23, OPT_IPV6_RECVERR = 25 };
enum { SMALL = 6 };

struct flow {
  int index, fd, family, port, df, source_port, uid, connected, small_done;
  char kind, target[128], destination[64];
  long size, small_ms, bulk_ms, sent, heard, expect;
  double started, deadline;
  unsigned short id;
  char head[256];
  size_t head_length;
};

static int epoll, live;
static char pattern[1 << 16];
static struct flow *flows;

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static const char *errno_name(int e) {
  const char *name = strerrorname_np(e);
  return e && name ? name : "";
}

static const char *symptom_of(int e) {
  switch (e) {
  case 0: return "connected";
  case ECONNREFUSED: return "refused";
  case ECONNRESET:
  case EPIPE: return "reset";
  case EHOSTUNREACH:
  case EHOSTDOWN: return "host-unreachable";
  case ENETUNREACH:
  case ENETDOWN: return "network-unreachable";
  case EPERM:
  case EACCES: return "not-permitted";
  case EINVAL: return "invalid-argument";
  case ENOPROTOOPT: return "protocol-unreachable";
  case EMSGSIZE: return "stalls-on-large-packets";
  case ETIMEDOUT: return "timeout";
  default: return "unknown";
  }
}

static void finish(struct flow *f, const char *symptom, int e) {
  char source[64] = "", server[256] = "", peer[64] = "", local[64] = "";
  int source_port = f->kind == 'p' ? f->id : 0, peer_port = 0, local_port = 0;
  struct sockaddr_storage own = {0};
  socklen_t length = sizeof own;
  if (f->fd >= 0 && !getsockname(f->fd, (void *)&own, &length)) {
    int v4 = own.ss_family == AF_INET;
    inet_ntop(own.ss_family, v4 ? (void *)&((struct sockaddr_in *)&own)->sin_addr : (void *)&((struct sockaddr_in6 *)&own)->sin6_addr,
              source, sizeof source);
    if (f->kind != 'p') source_port = ntohs(v4 ? ((struct sockaddr_in *)&own)->sin_port : ((struct sockaddr_in6 *)&own)->sin6_port);
  }
  f->head[f->head_length < sizeof f->head ? f->head_length : sizeof f->head - 1] = 0;
  if (f->kind != 'p') sscanf(f->head, "%255s %63s %d %63s %d", server, peer, &peer_port, local, &local_port);
  for (char *p = server; *p; p++)
    if (*p == '"' || *p == '\\' || (unsigned char)*p < 32) *p = '?';
  const char *stage = !f->connected ? "connect" : !f->small_done ? "small" : "bulk";
  printf("{\"i\":%d,\"symptom\":\"%s\",\"errno\":\"%s\",\"stage\":\"%s\",\"ms\":%.2f,\"ended\":%.3f,\"source\":\"%s\",\"sourcePort\":%d,"
         "\"server\":\"%s\",\"peer\":\"%s\",\"peerPort\":%d,\"local\":\"%s\",\"localPort\":%d}\n",
         f->index, symptom, errno_name(e), stage, now_ms() - f->started, now_ms(), source, source_port, server, peer, peer_port, local, local_port);
  if (f->fd >= 0) {
    struct linger none = {1, 0};
    if (f->kind == 't') setsockopt(f->fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    close(f->fd);
    live--;
  }
  f->fd = -1;
  f->deadline = 0;
}

static void watch(struct flow *f, int op, unsigned events) {
  struct epoll_event event = {.events = events, .data.ptr = f};
  epoll_ctl(epoll, op, f->fd, &event);
}

static unsigned short checksum(const unsigned char *data, size_t length) {
  unsigned sum = 0;
  for (size_t i = 0; i + 1 < length; i += 2) sum += data[i] << 8 | data[i + 1];
  if (length & 1) sum += data[length - 1] << 8;
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  return htons(~sum);
}

static int send_ping(struct flow *f) {
  static unsigned char packet[65536];
  size_t length = 8 + f->size > (long)sizeof packet ? sizeof packet : (size_t)(8 + f->size);
  memset(packet, 'p', length);
  struct icmphdr *head = (void *)packet;
  *head = (struct icmphdr){.type = f->family == AF_INET ? ICMP_ECHO : ICMP6_ECHO_REQUEST};
  head->un.echo.id = htons(f->id);
  head->un.echo.sequence = htons(1);
  if (f->family == AF_INET) head->checksum = checksum(packet, length);
  return send(f->fd, packet, length, 0) < 0 ? errno : 0;
}

static void start(struct flow *f, const struct target *(*find)(const char *)) {
  const struct target *target = find(f->target);
  f->started = now_ms();
  f->deadline = f->started + f->small_ms;
  if (!target || enter(target->pid, 0)) return finish(f, "unknown", ESRCH);
  int v4 = f->family == AF_INET, one = 1;
  int type = f->kind == 't' ? SOCK_STREAM : f->kind == 'u' ? SOCK_DGRAM : SOCK_RAW;
  setfsgid(f->uid);
  setfsuid(f->uid);
  f->fd = socket(f->family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, f->kind != 'p' ? 0 : v4 ? IPPROTO_ICMP : IPPROTO_ICMPV6);
  int failed = errno;
  setfsuid(0);
  setfsgid(0);
  if (f->fd < 0) return finish(f, symptom_of(failed), failed);
  live++;
  setsockopt(f->fd, v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? OPT_IP_RECVERR : OPT_IPV6_RECVERR, &one, sizeof one);
  if (f->df >= 0)
    setsockopt(f->fd, v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? OPT_IP_MTU_DISCOVER : OPT_IPV6_MTU_DISCOVER, &f->df, sizeof f->df);
  struct sockaddr_in a4 = {.sin_family = AF_INET, .sin_port = htons(f->source_port)};
  struct sockaddr_in6 a6 = {.sin6_family = AF_INET6, .sin6_port = htons(f->source_port)};
  const struct sockaddr *address = v4 ? (void *)&a4 : (void *)&a6;
  socklen_t length = v4 ? sizeof a4 : sizeof a6;
  if (f->source_port && f->kind != 'p') {
    setsockopt(f->fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(f->fd, address, length)) return finish(f, "unknown", errno);
  }
  inet_pton(f->family, f->destination, v4 ? (void *)&a4.sin_addr : (void *)&a6.sin6_addr);
  a4.sin_port = a6.sin6_port = f->kind == 'p' ? 0 : htons(f->port);
  if (connect(f->fd, address, length) && errno != EINPROGRESS) return finish(f, symptom_of(errno), errno);
  watch(f, EPOLL_CTL_ADD, f->kind == 't' ? EPOLLOUT : EPOLLIN);
  if (f->kind == 't') return;
  int e = 0;
  if (f->kind == 'p')
    e = send_ping(f);
  else if (send(f->fd, pattern, f->size, 0) < 0)
    e = errno;
  if (e) finish(f, symptom_of(e), e);
}

static int heard_ping(struct flow *f, const unsigned char *data, ssize_t n) {
  size_t skip = f->family == AF_INET ? (data[0] & 15) * 4u : 0;
  if (n < (ssize_t)skip + 8) return 0;
  const struct icmphdr *head = (const void *)(data + skip);
  return head->type == (f->family == AF_INET ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY) && ntohs(head->un.echo.id) == f->id;
}

// What can be read now. Returns 1 if the flow is over.
static int hear(struct flow *f) {
  static unsigned char data[1 << 16];
  ssize_t n = recv(f->fd, data, sizeof data, 0);
  if (n < 0) {
    if (errno == EAGAIN) return 0;
    finish(f, symptom_of(errno), errno);
    return 1;
  }
  if (f->kind == 'p') {
    if (!heard_ping(f, data, n)) return 0;
    finish(f, "connected", 0);
    return 1;
  }
  if (f->kind == 't' && n == 0) {
    finish(f, "reset", ECONNRESET);
    return 1;
  }
  size_t room = sizeof f->head - 1 - f->head_length, take = (size_t)n < room ? (size_t)n : room;
  memcpy(f->head + f->head_length, data, take);
  f->head_length += take;
  if (f->kind == 'u') {
    finish(f, "connected", 0);
    return 1;
  }
  f->heard += n;
  char *newline = memchr(f->head, '\n', f->head_length);
  if (!newline) return 0;
  long after = f->heard - (newline + 1 - f->head);
  if (!f->small_done && after >= SMALL) {
    f->small_done = 1;
    f->deadline = now_ms() + f->bulk_ms;
    if (f->size) watch(f, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
  }
  if (f->small_done && after >= SMALL + f->size) {
    finish(f, "connected", 0);
    return 1;
  }
  return 0;
}

static void step(struct flow *f, unsigned events) {
  if (f->kind == 't' && !f->connected) {
    int e = 0;
    socklen_t length = sizeof e;
    getsockopt(f->fd, SOL_SOCKET, SO_ERROR, &e, &length);
    if (e) return finish(f, symptom_of(e), e);
    f->connected = 1;
    watch(f, EPOLL_CTL_MOD, EPOLLIN);
    if (send(f->fd, "hello\n", SMALL, 0) < 0 && errno != EAGAIN) finish(f, symptom_of(errno), errno);
    return;
  }
  if (events & (EPOLLIN | EPOLLERR | EPOLLHUP))
    if (hear(f)) return;
  if (f->kind == 't' && f->small_done && f->sent < f->size && events & EPOLLOUT) {
    long left = f->size - f->sent;
    ssize_t n = send(f->fd, pattern, left < (long)sizeof pattern ? left : (long)sizeof pattern, 0);
    if (n < 0 && errno != EAGAIN) return finish(f, symptom_of(errno), errno);
    if (n > 0) f->sent += n;
    if (f->sent >= f->size) watch(f, EPOLL_CTL_MOD, EPOLLIN);
  }
}

static void give_up(struct flow *f) {
  finish(f, f->small_done ? "stalls-on-large-packets" : "timeout", 0);
}

int probe(char *text, const struct target *(*find)(const char *)) {
  int concurrency = 256, count = 0, capacity = 0;
  struct rlimit files = {65536, 65536};
  setrlimit(RLIMIT_NOFILE, &files);
  memset(pattern, 'U', sizeof pattern); // no server's label begins like this: tells requests from answers
  epoll = epoll_create1(EPOLL_CLOEXEC);
  for (char *save, *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
    if (sscanf(line, "concurrency %d", &concurrency) == 1) continue;
    if (count == capacity) flows = realloc(flows, sizeof *flows * (capacity = capacity ? capacity * 2 : 64));
    struct flow f = {.fd = -1};
    char kind[8];
    if (sscanf(line, "%d %127s %7s %63s %d %ld %ld %ld %d %d %d", &f.index, f.target, kind, f.destination, &f.port, &f.size,
               &f.small_ms, &f.bulk_ms, &f.df, &f.source_port, &f.uid) != 11) {
      dprintf(2, "not a flow: %s\n", line);
      return 1;
    }
    f.kind = kind[0];
    f.family = strchr(f.destination, ':') ? AF_INET6 : AF_INET;
    f.id = f.kind == 'p' && f.source_port ? f.source_port : (unsigned short)(getpid() * 31 + count + 1);
    flows[count++] = f;
  }
  int first = 0, next = 0;
  struct epoll_event events[256];
  while (first < count) {
    while (next < count && live < concurrency) start(&flows[next++], find);
    double wait = 1e9, now = now_ms();
    while (first < next && flows[first].deadline == 0) first++;
    for (int i = first; i < next; i++)
      if (flows[i].deadline && flows[i].deadline - now < wait) wait = flows[i].deadline - now;
    if (!live) continue;
    int n = epoll_wait(epoll, events, 256, wait < 0 ? 0 : (int)wait + 1);
    for (int i = 0; i < n; i++) {
      struct flow *f = events[i].data.ptr;
      if (f->fd >= 0) step(f, events[i].events);
    }
    now = now_ms();
    for (int i = first; i < next; i++)
      if (flows[i].deadline && flows[i].fd >= 0 && flows[i].deadline <= now) give_up(&flows[i]);
  }
  fflush(stdout);
  return 0;
}
