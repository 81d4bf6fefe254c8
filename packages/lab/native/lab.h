// Shared by the parts of the lab's helper. One helper process serves one cluster; see daemon.c for the protocol.
#ifndef SKOOP_LAB_H
#define SKOOP_LAB_H
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/types.h>

#define CGROUP_MOUNT "/mnt" // where the helper's own mount namespace has cgroup2

enum { MAX_WORDS = 256 };

// A namespace holder: init process of a node, a pod, the underlay or the external client.
struct target {
  char name[128];
  pid_t pid; // in the helper's pid namespace
  unsigned long netns; // inode
  char cgroup[512];
};

// namespaces.c
pid_t spawn_node(const char *name, const char *cgroup, const char *hostname);
pid_t spawn_pod(const struct target *node, const char *uid, const char *cgroup, const char *hostname,
                const char *resolv_conf, size_t resolv_length);
int enter(pid_t pid, int all); // all namespaces, or only the network
unsigned long netns_inode(pid_t pid);
_Noreturn void die(const char *what);

void join_cgroup(const char *path);
int ready_channel(int ends[2]);
void say_ready(int fd);
pid_t wait_ready(int ends[2]);

// forget.c: empties the caches of a network namespace, in which this process then is
void forget(pid_t pid);

// serve.c: echo server; says that it listens on the channel, and never returns
_Noreturn void serve(const char *name, char **specs, int count, int channel);

// probe.c: reads flows from the text, prints one JSON line per flow on standard output
int probe(char *text, const struct target *(*find)(const char *name));
#endif
