// Echo server. SPEC: PROTOCOL/PORT/ADDRESS[/OPTION...], e.g. tcp/8080/::, udp/53/127.0.0.1, tcp/80/::/v6only/reuseport/device=eth0/uid=1337/transparent.
// TCP: first the line "LABEL peer peer-port local local-port", then everything back until the client ends.
// UDP: the datagram back in the same size, its head overwritten with that line as far as it fits.
#include "lab.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <fcntl.h>
#include <unistd.h>

enum kind { UNUSED, LISTENER, DATAGRAM, CONNECTION };
static enum kind kinds[65536];
static const char *label;

static void address_text(const struct sockaddr_storage *from, char *text, int *port) {
  if (from->ss_family == AF_INET) {
    const struct sockaddr_in *v4 = (const void *)from;
    inet_ntop(AF_INET, &v4->sin_addr, text, 64);
    *port = ntohs(v4->sin_port);
    return;
  }
  const struct sockaddr_in6 *v6 = (const void *)from;
  char full[64];
  inet_ntop(AF_INET6, &v6->sin6_addr, full, sizeof full);
  strcpy(text, strncmp(full, "::ffff:", 7) ? full : full + 7);
  *port = ntohs(v6->sin6_port);
}

static int banner(char *line, size_t size, const struct sockaddr_storage *own, const struct sockaddr_storage *peer) {
  char peer_text[64], own_text[64];
  int peer_port, own_port;
  address_text(peer, peer_text, &peer_port);
  address_text(own, own_text, &own_port);
  return snprintf(line, size, "%s %s %d %s %d\n", label, peer_text, peer_port, own_text, own_port);
}

static struct sockaddr_storage own_address(int fd) {
  struct sockaddr_storage own = {0};
  socklen_t length = sizeof own;
  getsockname(fd, (void *)&own, &length);
  return own;
}

static int open_socket(char *spec) {
  char *save, *protocol = strtok_r(spec, "/", &save), *port = strtok_r(NULL, "/", &save);
  char *address = strtok_r(NULL, "/", &save), *device = NULL;
  if (!address) {
    errno = EINVAL;
    return -1;
  }
  int tcp = !strcmp(protocol, "tcp"), v6 = strchr(address, ':') != NULL;
  int one = 1, v6only = 0, reuseport = 0, transparent = 0, uid = 0;
  for (char *option; (option = strtok_r(NULL, "/", &save));) {
    if (!strcmp(option, "v6only")) v6only = 1;
    if (!strcmp(option, "reuseport")) reuseport = 1;
    if (!strcmp(option, "transparent")) transparent = 1;
    if (!strncmp(option, "device=", 7)) device = option + 7;
    if (!strncmp(option, "uid=", 4)) uid = atoi(option + 4);
  }
  setfsgid(uid);
  setfsuid(uid);
  int fd = socket(v6 ? AF_INET6 : AF_INET, (tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  setfsuid(0);
  setfsgid(0);
  if (transparent) setsockopt(fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_TRANSPARENT : IP_TRANSPARENT, &one, sizeof one);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (reuseport) setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
  if (device && setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device, strlen(device))) return -1;
  if (!tcp) setsockopt(fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_RECVPKTINFO : IP_PKTINFO, &one, sizeof one);
  struct sockaddr_in6 a6 = {.sin6_family = AF_INET6, .sin6_port = htons(atoi(port))};
  struct sockaddr_in a4 = {.sin_family = AF_INET, .sin_port = htons(atoi(port))};
  if (v6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &v6only, sizeof v6only);
  if (inet_pton(v6 ? AF_INET6 : AF_INET, address, v6 ? (void *)&a6.sin6_addr : (void *)&a4.sin_addr) != 1) {
    errno = EINVAL;
    return -1;
  }
  if (v6 ? bind(fd, (void *)&a6, sizeof a6) : bind(fd, (void *)&a4, sizeof a4)) return -1;
  if (tcp && listen(fd, 4096)) return -1;
  kinds[fd] = tcp ? LISTENER : DATAGRAM;
  return fd;
}

static void accept_all(int epoll, int listener) {
  struct sockaddr_storage peer;
  socklen_t length = sizeof peer;
  int fd;
  while ((fd = accept4(listener, (void *)&peer, &length, SOCK_CLOEXEC)) >= 0) {
    char line[256];
    struct timeval patience = {2, 0};
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    struct sockaddr_storage own = own_address(fd);
    send(fd, line, banner(line, sizeof line, &own, &peer), MSG_DONTWAIT);
    kinds[fd] = CONNECTION;
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    length = sizeof peer;
  }
}

static char buffer[65536];

// The address that a datagram was sent to; the answer's source stays the kernel's choice, as with most servers.
static void note_destination(struct msghdr *message, struct sockaddr_storage *own) {
  for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
    if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO)
      ((struct sockaddr_in *)own)->sin_addr = ((struct in_pktinfo *)CMSG_DATA(c))->ipi_addr;
    if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO)
      ((struct sockaddr_in6 *)own)->sin6_addr = ((struct in6_pktinfo *)CMSG_DATA(c))->ipi6_addr;
  }
}

static void answer_datagrams(int fd) {
  for (;;) {
    struct sockaddr_storage peer, own = own_address(fd);
    char control[256], line[256];
    struct iovec into = {buffer, sizeof buffer};
    struct msghdr message = {.msg_name = &peer, .msg_namelen = sizeof peer, .msg_iov = &into, .msg_iovlen = 1,
                             .msg_control = control, .msg_controllen = sizeof control};
    ssize_t n = recvmsg(fd, &message, MSG_DONTWAIT);
    if (n < 0) return;
    note_destination(&message, &own);
    int m = banner(line, sizeof line, &own, &peer);
    memcpy(buffer, line, m < n ? m : n);
    sendto(fd, buffer, n, 0, (void *)&peer, message.msg_namelen);
  }
}

static void echo(int fd) {
  ssize_t n = recv(fd, buffer, sizeof buffer, MSG_DONTWAIT);
  if (n < 0 && errno == EAGAIN) return;
  for (ssize_t at = 0; at < n;) {
    ssize_t sent = send(fd, buffer + at, n - at, 0);
    if (sent <= 0) n = 0;
    at += sent;
  }
  if (n <= 0) close(fd);
}

_Noreturn void serve(const char *name, char **specs, int count, int channel) {
  label = name;
  char comm[16];
  snprintf(comm, sizeof comm, "%s", name);
  prctl(PR_SET_NAME, comm);
  signal(SIGPIPE, SIG_IGN);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  dup2(channel, 3);
  syscall(SYS_close_range, 4, ~0U, 0);
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN}, events[64];
  for (int i = 0; i < count; i++) {
    char spec[128];
    snprintf(spec, sizeof spec, "%s", specs[i]);
    int fd = open_socket(spec);
    if (fd < 0) die(specs[i]);
    event.data.fd = fd;
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
  }
  say_ready(3);
  close(3);
  int null = open("/dev/null", O_RDWR);
  for (int i = 0; i < 3; i++) dup2(null, i);
  for (;;) {
    int n = epoll_wait(epoll, events, 64, -1);
    for (int i = 0; i < n; i++) {
      int fd = events[i].data.fd;
      if (kinds[fd] == LISTENER)
        accept_all(epoll, fd);
      else if (kinds[fd] == DATAGRAM)
        answer_datagrams(fd);
      else
        echo(fd);
    }
  }
}
