#!/bin/sh
# Prints what decides the fate of packets on this Kubernetes node: for the node's network namespace and each pod's the output of
# ip, bridge, iptables, nft, ipset, ss, ... It only reads. It needs root, /bin/sh and whatever of those tools the node has; a
# tool that is missing is recorded as a gap. No environment, no process arguments and no keys are read.
#
# The output is one stream of lines. `skoop-dump 1 BOUNDARY` comes first; every later line that begins with BOUNDARY belongs to
# the frame, all others are what a command printed:
#   BOUNDARY hostname|kernel|time VALUE
#   BOUNDARY note TEXT                                      something about the node that matters to a reader
#   BOUNDARY namespace ID inode=N [pod=UID] [pid=N] [name=N] the node's own has the ID `host` and comes first
#   BOUNDARY section NAME
#   BOUNDARY command COMMAND LINE
#   ...                                                     what it printed, then one line feed that belongs to the frame
#   BOUNDARY end STATUS bytes=N [limit] [error TEXT]        STATUS 127: no such tool; `cut`: the command was stopped
#   BOUNDARY skipped ID REASON                              a namespace that could not be read
#   BOUNDARY end-dump                                       without it the dump was cut off
# Without awk on the node, `bytes=` is left out, and STATUS may be `status`: then a line `BOUNDARY status N` before it tells.

usage() {
  cat <<'USAGE'
Usage: sh collect.sh [--pods none|all|UID,...] [--gzip] > NODE.dump

Run as root on a Kubernetes node, in the node's own namespaces. Reads only; changes nothing.

  --pods all        the node's network namespace and every other one (default)
  --pods none       the node's own only
  --pods UID,...    the node's own and those of the pods with these UIDs
  --gzip            compress the output
  --help            this text

Examples:
  sudo sh collect.sh > node-1.dump
  ssh root@node-1 sh -s -- --gzip < collect.sh > node-1.dump.gz
  kubectl debug node/node-1 -i --profile=sysadmin --image=busybox -- chroot /host sh -s < collect.sh > node-1.dump
USAGE
}

PODS=all GZIP=
while [ $# -gt 0 ]; do
  case $1 in
    --pods=*) PODS=${1#*=} ;;
    --pods) PODS=${2-}; [ $# -gt 1 ] && shift ;;
    --gzip) GZIP=yes ;;
    -h | --help) usage; exit 0 ;;
    *) echo "collect.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
  esac
  shift
done
case $PODS in
  '' | *[!A-Za-z0-9,_-]*) echo "collect.sh: --pods takes none, all, or pod UIDs with commas between" >&2; exit 2 ;;
esac
PATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin
LC_ALL=C
export PATH LC_ALL
have() { command -v "$1" >/dev/null 2>&1; }
if [ "$(id -u)" != 0 ]; then echo "collect.sh: must run as root (try: sudo sh collect.sh)" >&2; exit 3; fi
umask 077

# Bounds. Seconds for one command of the node, for all of one pod, and for everything; bytes of one section.
COMMAND_SECONDS=60 POD_SECONDS=30 TOTAL_SECONDS=600 SECTION_BYTES=134217728 NAMESPACES=1000
renice -n 10 -p $$ >/dev/null 2>&1
WITHIN_POD=
if timeout 5 true >/dev/null 2>&1; then WITHIN_POD="timeout $POD_SECONDS"; fi

# Nothing that a command prints can look like the frame, because the boundary is not known beforehand.
boundary=
{ read -r boundary </proc/sys/kernel/random/uuid; } 2>/dev/null
BOUNDARY="#@${boundary:-$$-$(date +%s)}"
NL='
'

# What the running kernel has. Asking a subsystem whose module is not loaded would load it; a kernel without modules has what
# answers. The names of all symbols come last: that list takes the kernel longer than anything else here.
symbols=
has_symbol() {
  [ -r /proc/kallsyms ] || return 0
  [ "$symbols" ] || symbols=$(grep -oE ' (nf_tables_newtable|ip_set_create|tcp_diag_dump|ctnetlink_dump_table|xfrm_policy_walk)([[:space:]]|$)' /proc/kallsyms 2>/dev/null; echo .)
  case $symbols in *" $1"*) return 0 ;; esac
  return 1
}
KERNEL_HAS=
in_kernel() { # in_kernel WHAT MODULE SYMBOL QUESTION
  if [ -d "/sys/module/$2" ] || { [ ! -e /proc/modules ] && eval "$4"; } || has_symbol "$3"; then KERNEL_HAS="$KERNEL_HAS $1"; fi
} >/dev/null 2>&1
in_kernel nf_tables nf_tables nf_tables_newtable "$WITHIN_POD nft list tables"
in_kernel ip_set ip_set ip_set_create "$WITHIN_POD ipset list -n"
# ss itself reads files where the kernel does not answer.
in_kernel tcp_diag tcp_diag tcp_diag_dump true
in_kernel ctnetlink nf_conntrack_netlink ctnetlink_dump_table "$WITHIN_POD conntrack -C"
in_kernel xfrm xfrm_user xfrm_policy_walk '[ -e /proc/sys/net/core/xfrm_acq_expires ]'

# Everything about one namespace, by one shell that runs in it: few forks matter on a node with a hundred pods.
INSIDE=$(cat <<'INSIDE_END'
exec 4>&1
have() { command -v "$1" >/dev/null 2>&1; }
kernel_has() { case " $KERNEL_HAS " in *" $1 "*) return 0 ;; esac; return 1; }
begin() { printf '\n%s section %s\n%s command %s\n' "$BOUNDARY" "$1" "$BOUNDARY" "$2"; }
end() { printf '\n%s end %s %.300s\n' "$BOUNDARY" "$1" "${2%%"$NL"*}"; }
# section NAME TOOL COMMAND-LINE: what the command line prints. Its complaints go into the frame.
section() {
  begin "$1" "$3"
  if ! have "$2"; then end 127 "error $2: not found"; return; fi
  complaint=$($RUN "$3" 2>&1 >&4)
  end $? "${complaint:+error $complaint}"
}
# empty NAME WHY: there is nothing to ask.
empty() { begin "$1" "# $2"; end 0; }
# printed NAME COMMAND-LINE STATUS TEXT: what was read into a variable already.
printed() { begin "$1" "$2"; printf '%s\n' "$4"; end "$3"; }

if have ip; then
  links=$(ip -d link show 2>&1)
  printed ip-link 'ip -d link show' $? "$links"
else
  section ip-link ip 'ip -d link show'; links=
fi
section ip-addr ip 'ip address show'
for f in 4 6; do
  case $f in 4) v=; wildcard=0.0.0.0 ;; 6) v=6-; wildcard=:: ;; esac
  section "ip-${v}route" ip "ip -$f route show table all"
  section "ip-${v}rule" ip "ip -$f rule show"
  section "ip-${v}neigh" ip "printf 'neigh show nud all\nneigh show proxy\n' | ip -$f -batch -"
done
section ip-nexthop ip 'ip nexthop show'
# A node's devices list the addresses of devices that sit on them, also of those in pods.
if have bridge; then asked=$HOST; else asked=; fi
case $asked$links in
  yes* | *' bridge '* | *vxlan* | *geneve* | *bridge_slave* | *macvlan*)
    section bridge-fdb bridge 'bridge -d fdb show'
    section bridge-link bridge 'bridge -d link show'
    section bridge-vlan bridge 'bridge vlan show' ;;
  *)
    empty bridge-fdb 'no bridge or tunnel with forwarding entries here' ;;
esac

# iptables-save of the old backend creates tables only where modules are missing; asking only where tables exist avoids that too.
read_line() { REPLY=; { read -r REPLY <"$1"; } 2>/dev/null; [ -n "$REPLY" ]; }
# Nodes with one iptables only have no names with a backend in them.
is_nft() { case $("${1%-save}" --version 2>/dev/null) in *nf_tables*) return 0 ;; esac; return 1; }
nft_tables= nft_known=
if kernel_has nf_tables && have nft; then nft_tables=$(nft list tables 2>/dev/null) && nft_known=yes; fi
only_nft=$nft_tables
# In the order in which they were made, those of iptables among them.
[ "$nft_known" ] && printed nft-tables 'nft list tables' 0 "$nft_tables"
for f in 4 6; do
  case $f in 4) t=ip fam=ip ;; 6) t=ip6 fam=ip6 ;; esac
  plain=${t}tables-save
  if read_line "/proc/net/${t}_tables_names"; then
    tool=${t}tables-legacy-save
    if ! have "$tool" && have "$plain" && ! is_nft "$plain"; then tool=$plain; fi
    section "${t}tables-legacy-save" "$tool" "$tool"
    any_tables=yes
  else
    empty "${t}tables-legacy-save" 'no tables of the old backend'
  fi
  mine=
  for w in raw mangle nat filter security; do
    case "$NL$nft_tables$NL" in *"${NL}table $fam $w$NL"*) mine="$mine $w" ;; esac
  done
  if ! kernel_has nf_tables; then
    empty "${t}tables-nft-save" 'nf_tables is not in the kernel: no tables'
  elif [ "$nft_known" ] && [ -z "$mine" ]; then
    empty "${t}tables-nft-save" 'no tables that iptables could have made'
  else
    tool=${t}tables-nft-save
    if ! have "$tool" && have "$plain" && is_nft "$plain"; then tool=$plain; fi
    begin "${t}tables-nft-save" "$tool"
    if have "$tool"; then
      # Tables that iptables cannot read are read by nft below, all others are not read twice. Complaints take a way of their own
      # (3), because they would land in the middle of a rule.
      said=$({ { $RUN "$tool" 2>&3; printf '\n%s status %s\n' "$BOUNDARY" $?; } | tee /proc/self/fd/4 |
        sed -n -e "s/^# Table .\\([a-z]*\\). is incompatible.*/\\1/p" -e "s/^\\*/+/p"; } 3>&1)
      complaint=
      for w in $mine; do
        case "$NL$said$NL" in
          *"$NL$w$NL"*) ;;
          *"$NL+$w$NL"*) only_nft=$(printf '%s\n' "$only_nft" | grep -vx "table $fam $w") ;;
        esac
      done
      case $said in *tables*:*) complaint=${said%%[+]*} ;; esac
      # The line feed before the marker came with the status.
      printf '%s end status %.300s\n' "$BOUNDARY" "${complaint:+error ${complaint%%"$NL"*}}"
    else
      end 127 "error $tool: not found"
    fi
  fi
done
nft_lists() { # nft_lists FLAG: every table that iptables did not show
  printf '%s\n' "$only_nft" | while read -r _ family table; do
    nft "$1" list table "$family" "$table" || exit 1
  done
}
if ! kernel_has nf_tables; then
  empty nft-ruleset 'nf_tables is not in the kernel: no tables'
  empty nft-json 'nf_tables is not in the kernel: no tables'
elif [ "$nft_known" ] && [ -z "$only_nft" ]; then
  empty nft-ruleset 'no tables but those of iptables'
  empty nft-json 'no tables but those of iptables'
elif [ "$only_nft" = "$nft_tables" ]; then
  section nft-ruleset nft 'nft -a list ruleset'
  section nft-json nft 'nft -j list ruleset'
else
  begin nft-ruleset 'nft -a list table ... (without those of iptables)'
  complaint=$(nft_lists -a 2>&1 >&4); end $? "${complaint:+error $complaint}"
  begin nft-json 'nft -j list table ... (without those of iptables)'
  complaint=$(nft_lists -j 2>&1 >&4); end $? "${complaint:+error $complaint}"
fi
if ! kernel_has ip_set; then empty ipset 'ip_set is not in the kernel: no sets'
elif [ "$HOST" ] || [ "${any_tables-}" ] || [ "$nft_tables" ]; then section ipset ipset 'ipset save'
else empty ipset 'no rules that could use a set'; fi
if [ -e /proc/net/ip_vs ]; then
  section ipvs cat 'cat /proc/net/ip_vs'
  if grep -qE '^(TCP|UDP|SCTP|FWM)' /proc/net/ip_vs; then
    # Flags of schedulers are in no file; of all connections only the templates (client port 0) matter to new ones.
    if have ipvsadm; then section ipvs-flags ipvsadm 'ipvsadm -Sn'; fi
    if grep -q persistent /proc/net/ip_vs; then
      section ipvs-templates awk 'awk "\$3 == \"0000\" || NR == 1" /proc/net/ip_vs_conn | head -n 20000'
    fi
  fi
else empty ipvs 'ip_vs is not in the kernel'; fi
if read_line /proc/sys/net/netfilter/nf_conntrack_count && [ "$REPLY" != 0 ]; then
  if have conntrack && kernel_has ctnetlink; then
    section conntrack conntrack 'for f in ipv4 ipv6; do conntrack -L -f $f -o extended 2>/dev/null; done | head -n 50000'
  elif [ -e /proc/net/nf_conntrack ]; then
    section conntrack head 'head -n 50000 /proc/net/nf_conntrack'
  else
    section conntrack conntrack 'conntrack -L'
  fi
else
  empty conntrack 'no entries'
fi
if have ss && kernel_has tcp_diag; then
  section ss ss 'ss -antuwe exclude time-wait exclude syn-recv | head -n 20000'
else
  section ss grep 'cd /proc/net && grep -s "" tcp tcp6 udp udp6 raw raw6'
fi
# Device-wide and global settings, by name: a whole /proc/sys/net has thousands more per device. Two of them are keys and are not read.
CONF='accept_local accept_ra accept_redirects accept_source_route arp_accept arp_announce arp_filter arp_ignore arp_notify bc_forwarding disable_ipv6 disable_policy disable_xfrm drop_gratuitous_arp drop_unicast_in_l2_multicast force_forwarding forwarding hop_limit ignore_routes_with_linkdown log_martians mtu proxy_arp proxy_arp_pvlan proxy_ndp route_localnet rp_filter secure_redirects seg6_enabled send_redirects shared_media src_valid_mark use_oif_addrs_only'
NEIGH='app_solicit mcast_solicit ucast_solicit retrans_time_ms unres_qlen'
sysctls() {
  cd /proc/sys || return
  files= count=0
  for w in net/core/* net/bridge/* net/netfilter/* net/ipv4/* net/ipv6/* net/ipv4/route/* net/ipv4/vs/* net/ipv6/route/* net/ipv6/icmp/*; do
    case $w in *_key | *_secret | *'/*') ;; *) files="$files $w" ;; esac
  done
  files="$files net/ipv4/neigh/default/gc_thresh1 net/ipv4/neigh/default/gc_thresh2 net/ipv4/neigh/default/gc_thresh3 net/ipv6/neigh/default/gc_thresh1 net/ipv6/neigh/default/gc_thresh2 net/ipv6/neigh/default/gc_thresh3"
  for w in net/ipv4/conf/* net/ipv6/conf/* net/ipv4/neigh/* net/ipv6/neigh/*; do
    case $w in */conf/*) names=$CONF ;; *) names=$NEIGH ;; esac
    for name in $names; do files="$files $w/$name"; done
    count=$((count + 1))
    if [ $((count % 100)) = 0 ]; then set -f; grep -Hs '' $files; set +f; files=; fi
  done
  set -f; [ "$files" ] && grep -Hs '' $files; set +f
  return 0
}
begin sysctl "cd /proc/sys && grep -Hs '' net/... (settings by name)"
if have grep; then
  complaint=$( (sysctls) 2>&1 >&4); end $? "${complaint:+error $complaint}"
else
  end 127 'error grep: not found'
fi
if have tc; then
  qdiscs=$(tc qdisc show 2>&1); status=$?
  begin tc 'tc qdisc show; tc filter show dev ... (where there are any)'
  printf '%s\n' "$qdiscs"
  printf '%s\n' "$qdiscs" | while read -r _ kind _ _ device rest; do
    case $kind in
      clsact) ways='ingress egress' ;;
      ingress) ways=ingress ;;
      noqueue | pfifo_fast | fq_codel | fq | mq | pfifo | bfifo | netem | tbf) continue ;;
      *) ways=root ;;
    esac
    for way in $ways; do
      filters=$(tc filter show dev "$device" "$way" 2>/dev/null)
      [ "$filters" ] && printf '# tc filter show dev %s %s\n%s\n' "$device" "$way" "$filters"
    done
  done
  end $status
else
  section tc tc 'tc qdisc show'
fi
# Programs that wait for queued packets, and the lists of `-m recent` with the clock that they count by. Without the file nobody waits.
if [ ! -r /proc/net/netfilter/nfnetlink_queue ]; then
  empty nfqueue 'no queue has a program'
elif ! read_line /proc/net/netfilter/nfnetlink_queue; then
  begin nfqueue 'cat /proc/net/netfilter/nfnetlink_queue'; end 0
else
  section nfqueue cat 'cat /proc/net/netfilter/nfnetlink_queue'
fi
set -- /proc/net/xt_recent/*
if [ -e "$1" ]; then
  section xt-recent cat 'sed -n "/^now at/p;/^jiffies/{p;q;}" /proc/timer_list 2>/dev/null; cd /proc/net/xt_recent && for list in *; do [ -e "$list" ] || continue; echo "# $list"; head -n 5000 "$list"; done'
elif [ -d /proc/net/xt_recent ]; then
  empty xt-recent 'no lists'
fi
case $links in *wireguard*) section wireguard wg 'for what in public-key listen-port fwmark allowed-ips endpoints; do echo "# $what"; wg show all $what; done' ;; esac
if kernel_has xfrm; then
  if [ "$HOST" ]; then section ip-xfrm-policy ip 'ip xfrm policy show'; fi
fi
if [ "$HOST" ]; then
  # Names of namespaces' ids, by which `ip link` names where the other end of a veth is.
  section nsid lsns 'lsns -t net -n -o NS,NETNSID; ip netns list-id 2>/dev/null'
  [ -r /proc/modules ] && section modules cut 'cut -d " " -f 1 /proc/modules'
  [ -r /proc/net/stat/nf_conntrack ] && section conntrack-stat cat 'cat /proc/net/stat/nf_conntrack'
  # Uplinks first, then what has no other end.
  devices= w=
  add_device() { case " $devices " in *" $1 "*) ;; *) devices="$devices $1" ;; esac; }
  set -f
  for word in $(ip -4 route show default 2>/dev/null; ip -6 route show default 2>/dev/null); do
    [ "$w" = dev ] && add_device "$word"
    w=$word
  done
  IFS=$NL
  for line in $links; do
    case $line in
      *LOOPBACK* | [!0-9]* | *@*': <'*) ;;
      *': '*': <'*'>'*) line=${line#*: } && IFS=' ' && add_device "${line%%: *}" && IFS=$NL ;;
    esac
  done
  unset IFS
  set -- $devices; set +f
  if [ $# -gt 0 ]; then
    begin ethtool 'ethtool -k ... (uplinks, tunnels and bridges)'
    if have ethtool; then
      n=0
      for device; do
        n=$((n + 1)); [ $n -gt 32 ] && break
        ethtool -k "$device" 2>/dev/null
      done
      end 0
    else
      end 127 'error ethtool: not found'
    fi
  fi
elif [ "$PID" ]; then
  # Links are not followed: one in a container would lead to files of the node.
  file=/proc/$PID/root/etc/resolv.conf
  if [ ! -L "${file%/*}" ] && [ ! -L "$file" ] && [ -f "$file" ]; then
    section resolv-conf grep 'grep -E -m 50 "^[[:space:]]*(nameserver|search|domain|options)[[:space:]]" "/proc/$PID/root/etc/resolv.conf"'
  fi
fi
INSIDE_END
)
export BOUNDARY KERNEL_HAS INSIDE NL

frame() { printf '\n%s %s\n' "$BOUNDARY" "$*"; }
# Only what is safe in one word of a frame.
word() { printf '%s' "$1" | tr -c 'A-Za-z0-9._:@/-' '_'; }
seconds() { read -r now _ </proc/uptime 2>/dev/null && echo "${now%%.*}" || date +%s; }

# pod_uid PID: the UID in the cgroup path of a pod's process, or nothing. kubepods.slice/kubepods-burstable.slice/
# kubepods-burstable-pod1234_ab.slice/..., /kubepods/burstable/pod1234-ab/..., cgroup v1 and v2.
pod_uid() {
  uid=
  while IFS= read -r path; do
    case $path in *kubepods*pod*) ;; *) continue ;; esac
    path=${path##*kubepods}
    case $path in *pod*) ;; *) continue ;; esac
    path=${path#*pod}
    path=${path%%[!A-Za-z0-9_-]*}
    while :; do case $path in *_*) path=${path%%_*}-${path#*_} ;; *) break ;; esac; done
    uid=$path
    [ "$uid" ] && return
  done 2>/dev/null <"/proc/$1/cgroup"
}

wanted() { # wanted UID
  case $PODS in all) return 0 ;; none) return 1 ;; esac
  [ "$1" ] || return 1
  case ",$(printf '%s' "$PODS" | tr _ -)," in *",$1,"*) return 0 ;; esac
  return 1
}

# visit ID INODE FILE PID POD NAME: one namespace, entered by its file.
visit() {
  if [ $(($(seconds) - STARTED)) -gt $TOTAL_SECONDS ]; then frame skipped "$1" "the collector ran for $TOTAL_SECONDS seconds and stopped"; return; fi
  visited=$((visited + 1))
  if [ $visited -gt $NAMESPACES ]; then frame skipped "$1" "more than $NAMESPACES namespaces"; return; fi
  frame namespace "$1" "inode=$2${5:+ pod=$5}${4:+ pid=$4}${6:+ name=$(word "$6")}"
  PID=$4 HOST='' RUN=eval $WITHIN_POD nsenter --net="$3" sh -c "$INSIDE" 2>/dev/null </dev/null
  status=$?
  case $status in
    0) ;;
    124 | 143 | 137) frame skipped "$1" "took longer than $POD_SECONDS seconds" ;;
    *) [ -e "$3" ] || frame skipped "$1" 'vanished meanwhile' ;;
  esac
  [ $status -ne 0 ] && [ -e "$3" ] && [ $status -ne 124 ] && frame status-of-namespace "$1" $status
}

# watch PID: ends what a shell has waited for too long, with all that it started. One process for all commands is a third
# cheaper than a `timeout` for each.
watch() {
  trap 'kill $nap; exit' TERM
  waits=
  while :; do
    sleep $((COMMAND_SECONDS / 6)) & nap=$!
    wait $nap
    kill -0 "$1" || return
    pairs=
    for stat in /proc/[0-9]*/stat; do
      line=; read -r line <"$stat"
      set -- "$1" "${line%% *}" ${line##*) }
      pairs="$pairs $2:$4"
    done
    child=
    for pair in $pairs; do [ "${pair#*:}" = "$1" ] && child=${pair%:*}; done
    case $waits in *[!x" $child"]*) waits= ;; esac
    case $waits in "$child"*) waits=${waits}x ;; *) waits=$child ;; esac
    case $waits in *xxxxxx) ;; *) continue ;; esac
    tree=" $child " grown=yes
    while [ "$grown" ]; do
      grown=
      for pair in $pairs; do
        case $tree in *" ${pair%:*} "*) continue ;; esac
        case $tree in *" ${pair#*:} "*) tree="$tree${pair%:*} " grown=yes ;; esac
      done
    done
    kill -9 $tree
  done
}

collect() {
  printf 'skoop-dump 1 %s\n' "$BOUNDARY"
  STARTED=$(seconds) visited=0
  name=; { read -r name </proc/sys/kernel/hostname; } 2>/dev/null
  kernel=; { read -r kernel </proc/sys/kernel/osrelease; } 2>/dev/null
  frame hostname "$name"
  frame kernel "$kernel"
  frame time "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
  own=$(readlink /proc/self/ns/net 2>/dev/null) own=${own#*[} own=${own%]}
  first=$(readlink /proc/1/ns/net 2>/dev/null) first=${first#*[} first=${first%]}
  if [ "$first" ] && [ "$first" != "$own" ]; then frame note "the collector did not run in the network namespace of the node's first process"; fi
  frame namespace host "inode=$own"
  PID='' HOST=yes RUN=eval sh -c "$INSIDE" 2>/dev/null </dev/null &
  inside=$!
  watch $inside >/dev/null 2>&1 </dev/null &
  watcher=$!
  wait $inside
  kill $watcher 2>/dev/null

  if [ "$PODS" = none ]; then frame end-dump; return; fi
  if ! have nsenter; then
    frame note 'nsenter is missing on the node, so no pod could be looked into'
    frame end-dump
    return
  fi
  # One process per namespace is enough; the first with a pod in its cgroup names it.
  seen=" $own "
  printf '%s\n' /proc/[0-9]*/ns/net | xargs ls -dl 2>/dev/null | sort -t / -k 3n | {
    while IFS= read -r line; do
      inode=${line##*net:[} inode=${inode%]}
      case $inode in '' | *[!0-9]*) continue ;; esac
      case $seen in *" $inode "*) continue ;; esac
      pid=${line#*/proc/} pid=${pid%%/*}
      case $pid in '' | *[!0-9]*) continue ;; esac
      pod_uid "$pid"
      seen="$seen$inode "
      wanted "$uid" || continue
      visit "$inode" "$inode" "/proc/$pid/ns/net" "$pid" "$uid" ''
    done
    if [ "$PODS" = all ]; then
      for file in /run/netns/*; do
        [ -e "$file" ] || continue
        inode=$(ls -di "$file" 2>/dev/null); inode=${inode#"${inode%%[! ]*}"}; inode=${inode%% *}
        case $inode in '' | *[!0-9]*) continue ;; esac
        case $seen in *" $inode "*) continue ;; esac
        seen="$seen$inode "
        visit "$inode" "$inode" "$file" '' '' "${file##*/}"
      done
    fi
    frame end-dump
  }
}

# Counts the bytes of each section and stops those that never end.
framed() {
  if ! have awk; then cat; return; fi
  awk -v boundary="$BOUNDARY" -v limit=$SECTION_BYTES '
    BEGIN { width = length(boundary) }
    function close_section(status, rest) {
      print boundary " end " status " bytes=" (size - 1) (over ? " limit" : "") (rest == "" ? "" : " " rest)
      inside = 0
    }
    substr($0, 1, width) == boundary {
      word = $2
      if (word == "end") {
        if (!inside) next
        status = $3
        rest = $0
        sub(/^[^ ]* end [^ ]* ?/, "", rest)
        if (status == "status") status = reported
        if (status == 137) status = "cut"
        close_section(status, rest)
        next
      }
      if (word == "status") { reported = $3; next }
      if (word == "command" && inside) { print; next }
      if (inside) { printf "\n"; close_section("cut", ""); }
      if (word == "section") { inside = 1; size = 0; over = 0; reported = "cut" }
      print
      next
    }
    !inside { if (NR == 1) print; next }
    {
      size += length($0) + 1
      if (size > limit) { if (!over) { over = 1; kept = size - length($0) - 1 } ; size = kept; if (over == 1) { over = 2; print "" } ; next }
      print
    }
    END { if (inside) close_section("cut", "") }
  '
}

if [ "$GZIP" ]; then collect | framed | gzip -c; else collect | framed; fi
