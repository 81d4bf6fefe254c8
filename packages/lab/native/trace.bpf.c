// Kernel half of the tracer: drops with their reason, ICMP errors sent, resets sent, and the first SYN of connections.
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "trace-event.h"

char LICENSE[] SEC("license") = "GPL";

// Older kernels give some tracepoints fewer arguments; what a kernel lacks must not even be read.
extern int LINUX_KERNEL_VERSION __kconfig;
#define SINCE(major, minor) (LINUX_KERNEL_VERSION >= ((major) << 16) + ((minor) << 8))

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 1 << 24);
} events SEC(".maps");

static __always_inline __u32 net_of_device(struct net_device *device) { return BPF_CORE_READ(device, nd_net.net, ns.inum); }

// A packet belongs to its device's namespace; on local output it has none yet, then to its socket's or its route's.
static __always_inline __u32 net_of(const struct sk_buff *skb) {
  struct net_device *device = BPF_CORE_READ(skb, dev);
  if (device) return net_of_device(device);
  struct sock *sk = BPF_CORE_READ(skb, sk);
  if (sk) return BPF_CORE_READ(sk, __sk_common.skc_net.net, ns.inum);
  struct dst_entry *dst = (struct dst_entry *)(BPF_CORE_READ(skb, _skb_refdst) & ~3UL);
  struct net_device *out = dst ? BPF_CORE_READ(dst, dev) : 0;
  return out ? net_of_device(out) : 0;
}

static __always_inline int is_ip(const struct sk_buff *skb) {
  __u16 protocol = BPF_CORE_READ(skb, protocol);
  return protocol == bpf_htons(0x0800) || protocol == bpf_htons(0x86dd);
}

static __always_inline struct lab_event *event_of(const struct sk_buff *skb, __u32 kind) {
  struct lab_event *e = bpf_ringbuf_reserve(&events, sizeof *e, 0);
  if (!e) return 0;
  e->time = bpf_ktime_get_ns();
  e->kind = kind;
  e->location = e->reason = e->stack_bytes = e->packet_bytes = 0;
  e->code = 0;
  e->device[0] = e->physical_in[0] = 0;
  e->netns = net_of(skb);
  e->length = BPF_CORE_READ(skb, len);
  e->mark = BPF_CORE_READ(skb, mark);
  e->protocol = bpf_ntohs(BPF_CORE_READ(skb, protocol));
  struct net_device *device = BPF_CORE_READ(skb, dev);
  if (device) bpf_probe_read_kernel_str(e->device, sizeof e->device, &device->name);
  unsigned char *head = BPF_CORE_READ(skb, head);
  __u16 network = BPF_CORE_READ(skb, network_header);
  long available = (long)BPF_CORE_READ(skb, tail) - network;
  if (network != 0xffff && available > 0) {
    e->packet_bytes = available > PACKET_BYTES ? PACKET_BYTES : available;
    if (bpf_probe_read_kernel(e->packet, PACKET_BYTES, head + network)) e->packet_bytes = 0;
  }
  return e;
}

SEC("tp_btf/kfree_skb")
int BPF_PROG(on_drop, struct sk_buff *skb, void *location, enum skb_drop_reason reason) {
  if (!is_ip(skb)) return 0;
  struct lab_event *e = event_of(skb, EVENT_DROP);
  if (!e) return 0;
  e->location = (__u64)location;
  e->reason = reason;
  long n = bpf_get_stack(ctx, e->stack, sizeof e->stack, 1); // not this program itself
  e->stack_bytes = n > 0 ? n : 0;
  if (SINCE(6, 11)) {
    struct sock *receiver = (struct sock *)ctx[3];
    if (receiver && !e->netns) e->netns = BPF_CORE_READ(receiver, __sk_common.skc_net.net, ns.inum);
  }
  bpf_ringbuf_submit(e, 0);
  return 0;
}

// Only SYNs without ACK: their sequence number names the connection across every NAT.
SEC("tp_btf/net_dev_queue")
int BPF_PROG(on_transmit, struct sk_buff *skb) {
  if (!is_ip(skb)) return 0;
  unsigned char *head = BPF_CORE_READ(skb, head);
  __u16 network = BPF_CORE_READ(skb, network_header), transport = BPF_CORE_READ(skb, transport_header);
  __u8 protocol = 0, flags = 0;
  int v4 = BPF_CORE_READ(skb, protocol) == bpf_htons(0x0800);
  bpf_probe_read_kernel(&protocol, 1, head + network + (v4 ? 9 : 6));
  if (protocol != 6) return 0;
  bpf_probe_read_kernel(&flags, 1, head + transport + 13);
  if ((flags & 0x12) != 0x02) return 0;
  struct lab_event *e = event_of(skb, EVENT_SYN);
  if (e) bpf_ringbuf_submit(e, 0);
  return 0;
}

SEC("tp_btf/icmp_send")
int BPF_PROG(on_icmp, const struct sk_buff *skb, int type, int code) {
  struct lab_event *e = event_of(skb, EVENT_ICMP);
  if (!e) return 0;
  e->reason = type;
  e->code = code;
  bpf_ringbuf_submit(e, 0);
  return 0;
}

SEC("tp_btf/tcp_send_reset")
int BPF_PROG(on_reset, const struct sock *sk, const struct sk_buff *skb) {
  if (!skb) return 0;
  struct lab_event *e = event_of(skb, EVENT_RESET);
  if (!e) return 0;
  e->reason = SINCE(6, 11) ? (int)ctx[2] : 0;
  bpf_ringbuf_submit(e, 0);
  return 0;
}
