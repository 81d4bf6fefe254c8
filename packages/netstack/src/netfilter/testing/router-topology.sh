# Three namespaces: client c, router r, server s. Runs in mount and network namespaces of its own, which vanish with it.
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs /run
mkdir -p /run/netns
for n in c r s; do ip netns add $n; done
ip -n r link add c0 type veth peer name eth0 netns c
ip -n r link set c0 group 23
ip -n r link add s0 type veth peer name eth0 netns s
for n in c r s; do
  ip netns exec $n sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0 \
    net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0 net.ipv4.icmp_msgs_per_sec=100000 net.ipv4.icmp_msgs_burst=10000
  ip -n $n link set lo up
done
for n in c s; do ip netns exec $n sysctl -qw net.ipv6.conf.eth0.accept_dad=0; done
for d in c0 s0; do ip netns exec r sysctl -qw net.ipv6.conf.$d.accept_dad=0; done
ip -n c addr add 10.1.0.2/24 dev eth0
ip -n c addr add fd01::2/64 dev eth0
for i in 2 3 4 5; do ip -n s addr add 10.2.0.$i/24 dev eth0; ip -n s addr add fd02::$i/64 dev eth0; done
ip -n r addr add 10.1.0.1/24 dev c0
ip -n r addr add fd01::1/64 dev c0
ip -n r addr add 10.2.0.1/24 dev s0
ip -n r addr add fd02::1/64 dev s0
ip -n c link set eth0 up; ip -n s link set eth0 up; ip -n r link set c0 up; ip -n r link set s0 up
ip -n c route add default via 10.1.0.1; ip -n c route add default via fd01::1
ip -n s route add default via 10.2.0.1; ip -n s route add default via fd02::1
# Service addresses have a way: what is not translated dies at the server, without a word.
ip -n r route add 10.96.0.0/16 via 10.2.0.2
ip netns exec r sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.c0.send_redirects=0
echo ready
# Ends when whoever started it ends, however that happens.
exec cat >/dev/null
