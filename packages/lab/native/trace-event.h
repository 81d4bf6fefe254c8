// What the kernel half of the tracer tells its user half.
#ifndef SKOOP_TRACE_EVENT_H
#define SKOOP_TRACE_EVENT_H
enum event_kind { EVENT_DROP = 1, EVENT_SYN, EVENT_ICMP, EVENT_RESET };
enum { PACKET_BYTES = 192, STACK_DEPTH = 24 };
struct lab_event {
  unsigned long long time; // CLOCK_MONOTONIC, ns
  unsigned long long location; // caller of kfree_skb
  unsigned long long stack[STACK_DEPTH];
  unsigned kind, reason, netns, length, mark, stack_bytes, packet_bytes;
  int code;
  unsigned short protocol; // ethertype, host order
  char device[16], physical_in[16];
  unsigned char packet[PACKET_BYTES]; // from the network header on
};
#endif
