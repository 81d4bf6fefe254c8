// User half of the tracer. Prints {"ready":1}, then one JSON line for each event. A line on standard input asks for everything that
// happened until now: the answer ends with {"flushed":LINE}. End of input ends it.
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <signal.h>
#include <unistd.h>
#include "trace-event.h"

static struct symbol {
  unsigned long long address;
  char *name;
} *symbols;
static int symbol_count;
enum { MAX_REASONS = 512 };
static const char *reasons[MAX_REASONS];

static int by_address(const void *a, const void *b) {
  unsigned long long x = ((const struct symbol *)a)->address, y = ((const struct symbol *)b)->address;
  return x < y ? -1 : x > y;
}

static void load_symbols(void) {
  FILE *file = fopen("/proc/kallsyms", "r");
  char line[512], name[256], type;
  unsigned long long address;
  int capacity = 0;
  while (file && fgets(line, sizeof line, file)) {
    if (sscanf(line, "%llx %c %255s", &address, &type, name) != 3 || !strchr("tTwW", type)) continue;
    if (symbol_count == capacity) symbols = realloc(symbols, sizeof *symbols * (capacity = capacity ? capacity * 2 : 1 << 16));
    symbols[symbol_count++] = (struct symbol){address, strdup(name)};
  }
  if (file) fclose(file);
  qsort(symbols, symbol_count, sizeof *symbols, by_address);
}

static const char *symbol_at(unsigned long long address) {
  int low = 0, high = symbol_count - 1;
  if (!symbol_count || address < symbols[0].address) return "?";
  while (low < high) {
    int middle = (low + high + 1) / 2;
    if (symbols[middle].address <= address)
      low = middle;
    else
      high = middle - 1;
  }
  return symbols[low].name;
}

static struct btf *btf;

// Older kernels lack some of the tracepoints.
static int has_tracepoint(const struct bpf_program *program) {
  const char *section = bpf_program__section_name(program);
  char type[128];
  snprintf(type, sizeof type, "btf_trace_%s", strchr(section, '/') ? strchr(section, '/') + 1 : section);
  return btf && btf__find_by_name_kind(btf, type, BTF_KIND_TYPEDEF) > 0;
}

static void load_reasons(void) {
  static const char prefix[] = "SKB_DROP_REASON_";
  int id = btf ? btf__find_by_name_kind(btf, "skb_drop_reason", BTF_KIND_ENUM) : -1;
  if (id < 0) return;
  const struct btf_type *type = btf__type_by_id(btf, id);
  const struct btf_enum *values = btf_enum(type);
  for (int i = 0; i < btf_vlen(type); i++) {
    const char *name = btf__name_by_offset(btf, values[i].name_off);
    if (values[i].val >= 0 && values[i].val < MAX_REASONS)
      reasons[values[i].val] = strncmp(name, prefix, sizeof prefix - 1) ? name : name + sizeof prefix - 1;
  }
}

static unsigned get16(const unsigned char *p) { return p[0] << 8 | p[1]; }
static unsigned get32(const unsigned char *p) { return (unsigned)get16(p) << 16 | get16(p + 2); }

static void print_packet(const unsigned char *p, int length, int depth);

// Bytes before the packet that an outer header carries, by protocol; 0 if it is no tunnel that is known here.
static int tunnel_header(const unsigned char *p, int length, int protocol) {
  if (protocol == 4 || protocol == 41) return -1; // none at all
  if (protocol == 47 && length >= 4) {
    int head = 4 + 4 * (!!(p[0] & 0x80) + !!(p[0] & 0x20) + !!(p[0] & 0x10));
    unsigned type = get16(p + 2);
    return type == 0x6558 ? head + 14 : type == 0x800 || type == 0x86dd ? head : 0;
  }
  if (protocol != 17 || length < 16) return 0;
  if (get16(p + 2) == 6081) return 8 + 8 + 4 * (p[8] & 0x3f) + (get16(p + 10) == 0x6558 ? 14 : 0);
  return get16(p + 2) == 8472 || get16(p + 2) == 4789 ? 30 : 0;
}

static void print_transport(const unsigned char *p, int length, int protocol, int depth) {
  int skipped = tunnel_header(p, length, protocol), head = skipped < 0 ? 0 : skipped;
  if (skipped && depth == 0 && length > head) {
    printf(",\"inner\":");
    print_packet(p + head, length - head, 1);
  }
  if (length < 8) return;
  if (protocol == 6 || protocol == 17) printf(",\"sport\":%u,\"dport\":%u", get16(p), get16(p + 2));
  if (protocol == 6) printf(",\"seq\":%u", get32(p + 4));
  if (protocol == 6 && length >= 14) printf(",\"ack\":%u,\"flags\":%d", get32(p + 8), p[13]);
  if (protocol == 17 && length >= 9) printf(",\"first\":%d", p[8]);
  if (protocol == 1 || protocol == 58) {
    printf(",\"type\":%d,\"code\":%d,\"id\":%u", p[0], p[1], get16(p + 4));
    int error = protocol == 1 ? p[0] == 3 || p[0] == 5 || p[0] == 11 || p[0] == 12 : p[0] < 128;
    if (error) {
      printf(",\"about\":");
      print_packet(p + 8, length - 8, 2);
    }
  }
}

static void print_packet(const unsigned char *p, int length, int depth) {
  char source[64], destination[64];
  int version = length > 0 ? p[0] >> 4 : 0;
  if (version == 4 && length >= 20) {
    inet_ntop(AF_INET, p + 12, source, sizeof source);
    inet_ntop(AF_INET, p + 16, destination, sizeof destination);
    printf("{\"src\":\"%s\",\"dst\":\"%s\",\"protocol\":%d,\"ttl\":%d,\"length\":%u", source, destination, p[9], p[8], get16(p + 2));
    int head = (p[0] & 15) * 4;
    if (!(get16(p + 6) & 0x1fff)) print_transport(p + head, length - head, p[9], depth);
    printf("}");
  } else if (version == 6 && length >= 40) {
    inet_ntop(AF_INET6, p + 8, source, sizeof source);
    inet_ntop(AF_INET6, p + 24, destination, sizeof destination);
    // Destination options: the encapsulation limit of a tunnel. Of fragments only the first has what comes next.
    int first = p[6] == 44 && length >= 48 && !(get16(p + 42) & 0xfff8);
    int options = p[6] == 60 && length >= 48 ? 8 + 8 * p[41] : first ? 8 : 0;
    int protocol = options ? p[40] : p[6];
    printf("{\"src\":\"%s\",\"dst\":\"%s\",\"protocol\":%d,\"ttl\":%d,\"length\":%u", source, destination, first ? protocol : p[6], p[7], get16(p + 4) + 40);
    print_transport(p + 40 + options, length - 40 - options, protocol, depth);
    printf("}");
  } else
    printf("null");
}

// Multicast chatter (IGMP, MLD, neighbour discovery) is none of anybody's flow.
static int is_noise(const unsigned char *p, unsigned length) {
  if (length >= 20 && p[0] >> 4 == 4) return p[9] == 2 || p[16] >> 4 == 14;
  if (length >= 41 && p[0] >> 4 == 6) return p[24] == 0xff || (p[6] == 58 && p[40] >= 130 && p[40] <= 143);
  return 1;
}

static int on_event(void *context, void *data, size_t size) {
  static const char *kinds[] = {"", "drop", "syn", "icmp", "reset"};
  const struct lab_event *e = data;
  (void)context;
  (void)size;
  if (is_noise(e->packet, e->packet_bytes)) return 0;
  printf("{\"kind\":\"%s\",\"time\":%.3f,\"netns\":%u,\"device\":\"%s\",\"mark\":%u,\"skbLength\":%u", kinds[e->kind], e->time / 1e6,
         e->netns, e->device, e->mark, e->length);
  if (e->kind == EVENT_DROP) {
    const char *reason = e->reason < MAX_REASONS ? reasons[e->reason] : NULL;
    printf(",\"reason\":\"%s\",\"stack\":[", reason ? reason : "?");
    for (unsigned i = 0; i < e->stack_bytes / 8; i++) printf("%s\"%s\"", i ? "," : "", symbol_at(e->stack[i]));
    printf("]");
  }
  if (e->kind == EVENT_ICMP) printf(",\"type\":%u,\"code\":%d", e->reason, e->code);
  printf(",\"packet\":");
  print_packet(e->packet, e->packet_bytes, 0);
  printf("}\n");
  return 0;
}

static int only_warnings(enum libbpf_print_level level, const char *format, va_list arguments) {
  return level == LIBBPF_WARN ? vfprintf(stderr, format, arguments) : 0;
}

int main(int argc, char **argv) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (argc != 2) return 2;
  libbpf_set_print(only_warnings);
  load_symbols();
  btf = btf__load_vmlinux_btf();
  load_reasons();
  struct bpf_object *object = bpf_object__open_file(argv[1], NULL);
  if (!object) return 3;
  struct bpf_program *program;
  bpf_object__for_each_program(program, object) {
    if (!has_tracepoint(program)) bpf_program__set_autoload(program, false);
  }
  if (bpf_object__load(object)) return 3;
  bpf_object__for_each_program(program, object) {
    if (bpf_program__autoload(program) && !bpf_program__attach(program)) return 4;
  }
  struct ring_buffer *ring = ring_buffer__new(bpf_object__find_map_fd_by_name(object, "events"), on_event, NULL, NULL);
  if (!ring) return 5;
  printf("{\"ready\":1}\n");
  fflush(stdout);
  struct pollfd polls[2] = {{.fd = 0, .events = POLLIN}, {.fd = ring_buffer__epoll_fd(ring), .events = POLLIN}};
  for (;;) {
    poll(polls, 2, -1);
    if (ring_buffer__consume(ring) < 0) return 6;
    if (polls[0].revents) {
      char lines[4096], *save;
      ssize_t n = read(0, lines, sizeof lines - 1);
      if (n <= 0) return 0;
      lines[n] = 0;
      for (char *line = strtok_r(lines, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
        printf("{\"flushed\":%d}\n", atoi(line));
    }
    fflush(stdout);
  }
}
