/** `nft -j list ruleset` of nft 1.0.6 after kubeProxyRules(4, 'all') and kubeProxyRules(6, 'listed'), an item a line. */
export const KUBE_PROXY_RULESET = `
{"metainfo": {"version": "1.0.6", "release_name": "Lester Gooch #5", "json_schema_version": 1}}
{"table": {"family": "ip", "name": "kube-proxy", "handle": 1}}
{"set": {"family": "ip", "name": "cluster-ips", "table": "kube-proxy", "type": "ipv4_addr", "handle": 27, "elem": ["10.2.0.110", "10.2.0.111", "10.2.0.112", "10.2.0.115"]}}
{"set": {"family": "ip", "name": "nodeport-ips", "table": "kube-proxy", "type": "ipv4_addr", "handle": 28, "elem": ["10.1.0.1"]}}
{"set": {"family": "ip", "name": "affinity-15-2", "table": "kube-proxy", "type": "ipv4_addr", "handle": 29, "size": 65535, "flags": ["timeout"], "timeout": 10800}}
{"set": {"family": "ip", "name": "affinity-15-3", "table": "kube-proxy", "type": "ipv4_addr", "handle": 30, "size": 65535, "flags": ["timeout"], "timeout": 10800}}
{"map": {"family": "ip", "name": "no-endpoint-services", "table": "kube-proxy", "type": ["ipv4_addr", "inet_proto", "inet_service"], "handle": 31, "map": "verdict", "elem": [[{"concat": ["10.2.0.111", "tcp", 80]}, {"goto": {"target": "reject-chain"}}], [{"concat": ["10.2.0.112", "tcp", 80]}, {"drop": null}], [{"concat": ["10.2.0.111", "udp", 80]}, {"goto": {"target": "reject-chain"}}], [{"concat": ["10.2.0.112", "udp", 80]}, {"drop": null}]]}}
{"map": {"family": "ip", "name": "no-endpoint-nodeports", "table": "kube-proxy", "type": ["inet_proto", "inet_service"], "handle": 32, "map": "verdict", "elem": [[{"concat": ["tcp", 30081]}, {"goto": {"target": "reject-chain"}}], [{"concat": ["udp", 30081]}, {"goto": {"target": "reject-chain"}}]]}}
{"map": {"family": "ip", "name": "firewall-ips", "table": "kube-proxy", "type": ["ipv4_addr", "inet_proto", "inet_service"], "handle": 33, "map": "verdict", "elem": [[{"concat": ["10.2.0.113", "tcp", 80]}, {"goto": {"target": "firewall-13"}}], [{"concat": ["10.2.0.114", "tcp", 80]}, {"goto": {"target": "firewall-14"}}], [{"concat": ["10.2.0.113", "udp", 80]}, {"goto": {"target": "firewall-13"}}], [{"concat": ["10.2.0.114", "udp", 80]}, {"goto": {"target": "firewall-14"}}]]}}
{"map": {"family": "ip", "name": "service-ips", "table": "kube-proxy", "type": ["ipv4_addr", "inet_proto", "inet_service"], "handle": 34, "map": "verdict", "elem": [[{"concat": ["10.2.0.110", "tcp", 80]}, {"goto": {"target": "service-10"}}], [{"concat": ["10.2.0.113", "tcp", 80]}, {"goto": {"target": "external-13"}}], [{"concat": ["10.2.0.114", "tcp", 80]}, {"goto": {"target": "external-13"}}], [{"concat": ["10.2.0.115", "tcp", 80]}, {"goto": {"target": "service-15"}}], [{"concat": ["10.2.0.110", "udp", 80]}, {"goto": {"target": "service-10"}}], [{"concat": ["10.2.0.113", "udp", 80]}, {"goto": {"target": "external-13"}}], [{"concat": ["10.2.0.114", "udp", 80]}, {"goto": {"target": "external-13"}}], [{"concat": ["10.2.0.115", "udp", 80]}, {"goto": {"target": "service-15"}}]]}}
{"map": {"family": "ip", "name": "service-nodeports", "table": "kube-proxy", "type": ["inet_proto", "inet_service"], "handle": 35, "map": "verdict", "elem": [[{"concat": ["tcp", 30080]}, {"goto": {"target": "external-10"}}], [{"concat": ["udp", 30080]}, {"goto": {"target": "external-10"}}]]}}
{"chain": {"family": "ip", "table": "kube-proxy", "name": "filter-prerouting", "handle": 1, "type": "filter", "hook": "prerouting", "prio": -110, "policy": "accept"}}
{"chain": {"family": "ip", "table": "kube-proxy", "name": "filter-input", "handle": 2, "type": "filter", "hook": "input", "prio": -110, "policy": "accept"}}
{"chain": {"family": "ip", "table": "kube-proxy", "name": "filter-forward", "handle": 3, "type": "filter", "hook": "forward", "prio": -110, "policy": "accept"}}
{"chain": {"family": "ip", "table": "kube-proxy", "name": "filter-output", "handle": 4, "type": "filter", "hook": "output", "prio": -110, "policy": "accept"}}
{"chain": {"family": "ip", "table": "kube-proxy", "name": "filter-output-post-dnat", "handle": 5, "type": "filter", "hook": "output", "prio": -90, "policy": "accept"}}
{"chain": {"family": "ip", "table": "kube-proxy", "name": "nat-prerouting", "handle": 6, "type": "nat", "hook": "prerouting", "prio": -100, "policy": "accept"}}
{"chain": {"family": "ip", "table": "kube-proxy", "name": "nat-output", "handle": 7, "type": "nat", "hook": "output", "prio": -100, "policy": "accept"}}
{"chain": {"family": "ip", "table": "kube-proxy", "name": "nat-postrouting", "handle": 8, "type": "nat", "hook": "postrouting", "prio": 100, "policy": "accept"}}
{"chain": {"family": "ip", "table": "kube-proxy", "name": "firewall-check", "handle": 9}}
{"chain": {"family": "ip", "table": "kube-proxy", "name": "service-endpoints-check", "handle": 10}}
{"chain": {"family": "ip", "table": "kube-proxy", "name": "nodeport-endpoints-check", "handle": 11}}
{"chain": {"family": "ip", "table": "kube-proxy", "name": "cluster-ips-check", "handle": 12}}
{"chain": {"family": "ip", "table": "kube-proxy", "name": "services", "handle": 13}}
{"chain": {"family": "ip", "table": "kube-proxy", "name": "reject-chain", "handle": 14}}
{"chain": {"family": "ip", "table": "kube-proxy", "name": "mark-for-masquerade", "handle": 15}}
{"chain": {"family": "ip", "table": "kube-proxy", "name": "masquerading", "handle": 16}}
{"chain": {"family": "ip", "table": "kube-proxy", "name": "firewall-13", "handle": 17}}
{"chain": {"family": "ip", "table": "kube-proxy", "name": "firewall-14", "handle": 18}}
{"chain": {"family": "ip", "table": "kube-proxy", "name": "service-10", "handle": 19}}
{"chain": {"family": "ip", "table": "kube-proxy", "name": "external-10", "handle": 20}}
{"chain": {"family": "ip", "table": "kube-proxy", "name": "external-13", "handle": 21}}
{"chain": {"family": "ip", "table": "kube-proxy", "name": "service-15", "handle": 22}}
{"chain": {"family": "ip", "table": "kube-proxy", "name": "endpoint-2", "handle": 23}}
{"chain": {"family": "ip", "table": "kube-proxy", "name": "sticky-2", "handle": 24}}
{"chain": {"family": "ip", "table": "kube-proxy", "name": "endpoint-3", "handle": 25}}
{"chain": {"family": "ip", "table": "kube-proxy", "name": "sticky-3", "handle": 26}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "filter-prerouting", "handle": 36, "expr": [{"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": "new"}}, {"jump": {"target": "firewall-check"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "filter-input", "handle": 37, "expr": [{"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": "new"}}, {"jump": {"target": "nodeport-endpoints-check"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "filter-input", "handle": 38, "expr": [{"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": "new"}}, {"jump": {"target": "service-endpoints-check"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "filter-forward", "handle": 39, "expr": [{"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": "new"}}, {"jump": {"target": "service-endpoints-check"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "filter-forward", "handle": 40, "expr": [{"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": "new"}}, {"jump": {"target": "cluster-ips-check"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "filter-output", "handle": 41, "expr": [{"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": "new"}}, {"jump": {"target": "service-endpoints-check"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "filter-output", "handle": 42, "expr": [{"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": "new"}}, {"jump": {"target": "firewall-check"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "filter-output-post-dnat", "handle": 43, "expr": [{"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": "new"}}, {"jump": {"target": "cluster-ips-check"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "nat-prerouting", "handle": 44, "expr": [{"jump": {"target": "services"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "nat-output", "handle": 45, "expr": [{"jump": {"target": "services"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "nat-postrouting", "handle": 46, "expr": [{"jump": {"target": "masquerading"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "firewall-check", "handle": 47, "expr": [{"vmap": {"key": {"concat": [{"payload": {"protocol": "ip", "field": "daddr"}}, {"meta": {"key": "l4proto"}}, {"payload": {"protocol": "th", "field": "dport"}}]}, "data": "@firewall-ips"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "service-endpoints-check", "handle": 48, "expr": [{"vmap": {"key": {"concat": [{"payload": {"protocol": "ip", "field": "daddr"}}, {"meta": {"key": "l4proto"}}, {"payload": {"protocol": "th", "field": "dport"}}]}, "data": "@no-endpoint-services"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "nodeport-endpoints-check", "handle": 49, "expr": [{"match": {"op": "!=", "left": {"payload": {"protocol": "ip", "field": "daddr"}}, "right": {"prefix": {"addr": "127.0.0.0", "len": 8}}}}, {"vmap": {"key": {"concat": [{"meta": {"key": "l4proto"}}, {"payload": {"protocol": "th", "field": "dport"}}]}, "data": "@no-endpoint-nodeports"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "cluster-ips-check", "handle": 50, "comment": "Reject traffic to invalid ports of ClusterIPs", "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "daddr"}}, "right": "@cluster-ips"}}, {"reject": {"type": "icmp", "expr": "port-unreachable"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "cluster-ips-check", "handle": 51, "comment": "Drop traffic to unallocated ClusterIPs", "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "daddr"}}, "right": {"prefix": {"addr": "10.2.0.96", "len": 27}}}}, {"drop": null}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "services", "handle": 52, "expr": [{"vmap": {"key": {"concat": [{"payload": {"protocol": "ip", "field": "daddr"}}, {"meta": {"key": "l4proto"}}, {"payload": {"protocol": "th", "field": "dport"}}]}, "data": "@service-ips"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "services", "handle": 53, "expr": [{"match": {"op": "==", "left": {"fib": {"result": "type", "flags": ["daddr"]}}, "right": "local"}}, {"match": {"op": "!=", "left": {"payload": {"protocol": "ip", "field": "daddr"}}, "right": {"prefix": {"addr": "127.0.0.0", "len": 8}}}}, {"vmap": {"key": {"concat": [{"meta": {"key": "l4proto"}}, {"payload": {"protocol": "th", "field": "dport"}}]}, "data": "@service-nodeports"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "reject-chain", "handle": 54, "expr": [{"reject": {"type": "icmp", "expr": "port-unreachable"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "mark-for-masquerade", "handle": 55, "expr": [{"mangle": {"key": {"meta": {"key": "mark"}}, "value": {"|": [{"meta": {"key": "mark"}}, 16384]}}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "masquerading", "handle": 56, "expr": [{"match": {"op": "==", "left": {"&": [{"meta": {"key": "mark"}}, 16384]}, "right": 0}}, {"return": null}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "masquerading", "handle": 57, "expr": [{"mangle": {"key": {"meta": {"key": "mark"}}, "value": {"^": [{"meta": {"key": "mark"}}, 16384]}}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "masquerading", "handle": 58, "expr": [{"masquerade": {"flags": "fully-random"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "firewall-13", "handle": 59, "expr": [{"match": {"op": "!=", "left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": {"prefix": {"addr": "10.1.0.0", "len": 24}}}}, {"drop": null}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "firewall-14", "handle": 60, "expr": [{"match": {"op": "!=", "left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": {"prefix": {"addr": "192.0.2.0", "len": 24}}}}, {"drop": null}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "service-10", "handle": 61, "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "daddr"}}, "right": "10.2.0.110"}}, {"match": {"op": "!=", "left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": {"prefix": {"addr": "10.2.0.0", "len": 24}}}}, {"jump": {"target": "mark-for-masquerade"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "service-10", "handle": 63, "expr": [{"vmap": {"key": {"numgen": {"mode": "random", "mod": 2, "offset": 0}}, "data": {"set": [[0, {"goto": {"target": "endpoint-2"}}], [1, {"goto": {"target": "endpoint-3"}}]]}}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "external-10", "handle": 64, "expr": [{"jump": {"target": "mark-for-masquerade"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "external-10", "handle": 65, "expr": [{"goto": {"target": "service-10"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "external-13", "handle": 66, "expr": [{"jump": {"target": "mark-for-masquerade"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "external-13", "handle": 67, "expr": [{"goto": {"target": "endpoint-3"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "service-15", "handle": 68, "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": "@affinity-15-2"}}, {"goto": {"target": "sticky-2"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "service-15", "handle": 69, "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": "@affinity-15-3"}}, {"goto": {"target": "sticky-3"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "service-15", "handle": 71, "expr": [{"vmap": {"key": {"numgen": {"mode": "random", "mod": 2, "offset": 0}}, "data": {"set": [[0, {"goto": {"target": "sticky-2"}}], [1, {"goto": {"target": "sticky-3"}}]]}}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "endpoint-2", "handle": 72, "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": "10.2.0.2"}}, {"jump": {"target": "mark-for-masquerade"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "endpoint-2", "handle": 73, "expr": [{"match": {"op": "==", "left": {"meta": {"key": "l4proto"}}, "right": "tcp"}}, {"dnat": {"addr": "10.2.0.2", "port": 80}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "endpoint-2", "handle": 74, "expr": [{"match": {"op": "==", "left": {"meta": {"key": "l4proto"}}, "right": "udp"}}, {"dnat": {"addr": "10.2.0.2", "port": 80}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "sticky-2", "handle": 75, "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": "10.2.0.2"}}, {"jump": {"target": "mark-for-masquerade"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "sticky-2", "handle": 76, "expr": [{"set": {"op": "update", "elem": {"payload": {"protocol": "ip", "field": "saddr"}}, "set": "@affinity-15-2"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "sticky-2", "handle": 77, "expr": [{"match": {"op": "==", "left": {"meta": {"key": "l4proto"}}, "right": "tcp"}}, {"dnat": {"addr": "10.2.0.2", "port": 80}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "endpoint-3", "handle": 78, "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": "10.2.0.3"}}, {"jump": {"target": "mark-for-masquerade"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "endpoint-3", "handle": 79, "expr": [{"match": {"op": "==", "left": {"meta": {"key": "l4proto"}}, "right": "tcp"}}, {"dnat": {"addr": "10.2.0.3", "port": 80}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "endpoint-3", "handle": 80, "expr": [{"match": {"op": "==", "left": {"meta": {"key": "l4proto"}}, "right": "udp"}}, {"dnat": {"addr": "10.2.0.3", "port": 80}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "sticky-3", "handle": 81, "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": "10.2.0.3"}}, {"jump": {"target": "mark-for-masquerade"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "sticky-3", "handle": 82, "expr": [{"set": {"op": "update", "elem": {"payload": {"protocol": "ip", "field": "saddr"}}, "set": "@affinity-15-3"}}]}}
{"rule": {"family": "ip", "table": "kube-proxy", "chain": "sticky-3", "handle": 83, "expr": [{"match": {"op": "==", "left": {"meta": {"key": "l4proto"}}, "right": "tcp"}}, {"dnat": {"addr": "10.2.0.3", "port": 80}}]}}
{"table": {"family": "ip6", "name": "kube-proxy", "handle": 2}}
{"set": {"family": "ip6", "name": "cluster-ips", "table": "kube-proxy", "type": "ipv6_addr", "handle": 27, "elem": ["fd02::110", "fd02::111", "fd02::112", "fd02::115"]}}
{"set": {"family": "ip6", "name": "nodeport-ips", "table": "kube-proxy", "type": "ipv6_addr", "handle": 28, "elem": ["fd01::1"]}}
{"set": {"family": "ip6", "name": "affinity-15-2", "table": "kube-proxy", "type": "ipv6_addr", "handle": 29, "size": 65535, "flags": ["timeout"], "timeout": 10800}}
{"set": {"family": "ip6", "name": "affinity-15-3", "table": "kube-proxy", "type": "ipv6_addr", "handle": 30, "size": 65535, "flags": ["timeout"], "timeout": 10800}}
{"map": {"family": "ip6", "name": "no-endpoint-services", "table": "kube-proxy", "type": ["ipv6_addr", "inet_proto", "inet_service"], "handle": 31, "map": "verdict", "elem": [[{"concat": ["fd02::111", "tcp", 80]}, {"goto": {"target": "reject-chain"}}], [{"concat": ["fd02::112", "tcp", 80]}, {"drop": null}], [{"concat": ["fd02::111", "udp", 80]}, {"goto": {"target": "reject-chain"}}], [{"concat": ["fd02::112", "udp", 80]}, {"drop": null}]]}}
{"map": {"family": "ip6", "name": "no-endpoint-nodeports", "table": "kube-proxy", "type": ["inet_proto", "inet_service"], "handle": 32, "map": "verdict", "elem": [[{"concat": ["tcp", 30081]}, {"goto": {"target": "reject-chain"}}], [{"concat": ["udp", 30081]}, {"goto": {"target": "reject-chain"}}]]}}
{"map": {"family": "ip6", "name": "firewall-ips", "table": "kube-proxy", "type": ["ipv6_addr", "inet_proto", "inet_service"], "handle": 33, "map": "verdict", "elem": [[{"concat": ["fd02::113", "tcp", 80]}, {"goto": {"target": "firewall-13"}}], [{"concat": ["fd02::114", "tcp", 80]}, {"goto": {"target": "firewall-14"}}], [{"concat": ["fd02::113", "udp", 80]}, {"goto": {"target": "firewall-13"}}], [{"concat": ["fd02::114", "udp", 80]}, {"goto": {"target": "firewall-14"}}]]}}
{"map": {"family": "ip6", "name": "service-ips", "table": "kube-proxy", "type": ["ipv6_addr", "inet_proto", "inet_service"], "handle": 34, "map": "verdict", "elem": [[{"concat": ["fd02::110", "tcp", 80]}, {"goto": {"target": "service-10"}}], [{"concat": ["fd02::113", "tcp", 80]}, {"goto": {"target": "external-13"}}], [{"concat": ["fd02::114", "tcp", 80]}, {"goto": {"target": "external-13"}}], [{"concat": ["fd02::115", "tcp", 80]}, {"goto": {"target": "service-15"}}], [{"concat": ["fd02::110", "udp", 80]}, {"goto": {"target": "service-10"}}], [{"concat": ["fd02::113", "udp", 80]}, {"goto": {"target": "external-13"}}], [{"concat": ["fd02::114", "udp", 80]}, {"goto": {"target": "external-13"}}], [{"concat": ["fd02::115", "udp", 80]}, {"goto": {"target": "service-15"}}]]}}
{"map": {"family": "ip6", "name": "service-nodeports", "table": "kube-proxy", "type": ["inet_proto", "inet_service"], "handle": 35, "map": "verdict", "elem": [[{"concat": ["tcp", 30080]}, {"goto": {"target": "external-10"}}], [{"concat": ["udp", 30080]}, {"goto": {"target": "external-10"}}]]}}
{"chain": {"family": "ip6", "table": "kube-proxy", "name": "filter-prerouting", "handle": 1, "type": "filter", "hook": "prerouting", "prio": -110, "policy": "accept"}}
{"chain": {"family": "ip6", "table": "kube-proxy", "name": "filter-input", "handle": 2, "type": "filter", "hook": "input", "prio": -110, "policy": "accept"}}
{"chain": {"family": "ip6", "table": "kube-proxy", "name": "filter-forward", "handle": 3, "type": "filter", "hook": "forward", "prio": -110, "policy": "accept"}}
{"chain": {"family": "ip6", "table": "kube-proxy", "name": "filter-output", "handle": 4, "type": "filter", "hook": "output", "prio": -110, "policy": "accept"}}
{"chain": {"family": "ip6", "table": "kube-proxy", "name": "filter-output-post-dnat", "handle": 5, "type": "filter", "hook": "output", "prio": -90, "policy": "accept"}}
{"chain": {"family": "ip6", "table": "kube-proxy", "name": "nat-prerouting", "handle": 6, "type": "nat", "hook": "prerouting", "prio": -100, "policy": "accept"}}
{"chain": {"family": "ip6", "table": "kube-proxy", "name": "nat-output", "handle": 7, "type": "nat", "hook": "output", "prio": -100, "policy": "accept"}}
{"chain": {"family": "ip6", "table": "kube-proxy", "name": "nat-postrouting", "handle": 8, "type": "nat", "hook": "postrouting", "prio": 100, "policy": "accept"}}
{"chain": {"family": "ip6", "table": "kube-proxy", "name": "firewall-check", "handle": 9}}
{"chain": {"family": "ip6", "table": "kube-proxy", "name": "service-endpoints-check", "handle": 10}}
{"chain": {"family": "ip6", "table": "kube-proxy", "name": "nodeport-endpoints-check", "handle": 11}}
{"chain": {"family": "ip6", "table": "kube-proxy", "name": "cluster-ips-check", "handle": 12}}
{"chain": {"family": "ip6", "table": "kube-proxy", "name": "services", "handle": 13}}
{"chain": {"family": "ip6", "table": "kube-proxy", "name": "reject-chain", "handle": 14}}
{"chain": {"family": "ip6", "table": "kube-proxy", "name": "mark-for-masquerade", "handle": 15}}
{"chain": {"family": "ip6", "table": "kube-proxy", "name": "masquerading", "handle": 16}}
{"chain": {"family": "ip6", "table": "kube-proxy", "name": "firewall-13", "handle": 17}}
{"chain": {"family": "ip6", "table": "kube-proxy", "name": "firewall-14", "handle": 18}}
{"chain": {"family": "ip6", "table": "kube-proxy", "name": "service-10", "handle": 19}}
{"chain": {"family": "ip6", "table": "kube-proxy", "name": "external-10", "handle": 20}}
{"chain": {"family": "ip6", "table": "kube-proxy", "name": "external-13", "handle": 21}}
{"chain": {"family": "ip6", "table": "kube-proxy", "name": "service-15", "handle": 22}}
{"chain": {"family": "ip6", "table": "kube-proxy", "name": "endpoint-2", "handle": 23}}
{"chain": {"family": "ip6", "table": "kube-proxy", "name": "sticky-2", "handle": 24}}
{"chain": {"family": "ip6", "table": "kube-proxy", "name": "endpoint-3", "handle": 25}}
{"chain": {"family": "ip6", "table": "kube-proxy", "name": "sticky-3", "handle": 26}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "filter-prerouting", "handle": 36, "expr": [{"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": "new"}}, {"jump": {"target": "firewall-check"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "filter-input", "handle": 37, "expr": [{"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": "new"}}, {"jump": {"target": "nodeport-endpoints-check"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "filter-input", "handle": 38, "expr": [{"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": "new"}}, {"jump": {"target": "service-endpoints-check"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "filter-forward", "handle": 39, "expr": [{"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": "new"}}, {"jump": {"target": "service-endpoints-check"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "filter-forward", "handle": 40, "expr": [{"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": "new"}}, {"jump": {"target": "cluster-ips-check"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "filter-output", "handle": 41, "expr": [{"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": "new"}}, {"jump": {"target": "service-endpoints-check"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "filter-output", "handle": 42, "expr": [{"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": "new"}}, {"jump": {"target": "firewall-check"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "filter-output-post-dnat", "handle": 43, "expr": [{"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": "new"}}, {"jump": {"target": "cluster-ips-check"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "nat-prerouting", "handle": 44, "expr": [{"jump": {"target": "services"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "nat-output", "handle": 45, "expr": [{"jump": {"target": "services"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "nat-postrouting", "handle": 46, "expr": [{"jump": {"target": "masquerading"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "firewall-check", "handle": 47, "expr": [{"vmap": {"key": {"concat": [{"payload": {"protocol": "ip6", "field": "daddr"}}, {"meta": {"key": "l4proto"}}, {"payload": {"protocol": "th", "field": "dport"}}]}, "data": "@firewall-ips"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "service-endpoints-check", "handle": 48, "expr": [{"vmap": {"key": {"concat": [{"payload": {"protocol": "ip6", "field": "daddr"}}, {"meta": {"key": "l4proto"}}, {"payload": {"protocol": "th", "field": "dport"}}]}, "data": "@no-endpoint-services"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "nodeport-endpoints-check", "handle": 49, "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip6", "field": "daddr"}}, "right": "@nodeport-ips"}}, {"vmap": {"key": {"concat": [{"meta": {"key": "l4proto"}}, {"payload": {"protocol": "th", "field": "dport"}}]}, "data": "@no-endpoint-nodeports"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "cluster-ips-check", "handle": 50, "comment": "Reject traffic to invalid ports of ClusterIPs", "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip6", "field": "daddr"}}, "right": "@cluster-ips"}}, {"reject": {"type": "icmpv6", "expr": "port-unreachable"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "cluster-ips-check", "handle": 51, "comment": "Drop traffic to unallocated ClusterIPs", "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip6", "field": "daddr"}}, "right": {"prefix": {"addr": "fd02::100", "len": 120}}}}, {"drop": null}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "services", "handle": 52, "expr": [{"vmap": {"key": {"concat": [{"payload": {"protocol": "ip6", "field": "daddr"}}, {"meta": {"key": "l4proto"}}, {"payload": {"protocol": "th", "field": "dport"}}]}, "data": "@service-ips"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "services", "handle": 53, "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip6", "field": "daddr"}}, "right": "@nodeport-ips"}}, {"vmap": {"key": {"concat": [{"meta": {"key": "l4proto"}}, {"payload": {"protocol": "th", "field": "dport"}}]}, "data": "@service-nodeports"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "reject-chain", "handle": 54, "expr": [{"reject": {"type": "icmpv6", "expr": "port-unreachable"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "mark-for-masquerade", "handle": 55, "expr": [{"mangle": {"key": {"meta": {"key": "mark"}}, "value": {"|": [{"meta": {"key": "mark"}}, 16384]}}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "masquerading", "handle": 56, "expr": [{"match": {"op": "==", "left": {"&": [{"meta": {"key": "mark"}}, 16384]}, "right": 0}}, {"return": null}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "masquerading", "handle": 57, "expr": [{"mangle": {"key": {"meta": {"key": "mark"}}, "value": {"^": [{"meta": {"key": "mark"}}, 16384]}}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "masquerading", "handle": 58, "expr": [{"masquerade": {"flags": "fully-random"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "firewall-13", "handle": 59, "expr": [{"match": {"op": "!=", "left": {"payload": {"protocol": "ip6", "field": "saddr"}}, "right": {"prefix": {"addr": "fd01::", "len": 64}}}}, {"drop": null}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "firewall-14", "handle": 60, "expr": [{"match": {"op": "!=", "left": {"payload": {"protocol": "ip6", "field": "saddr"}}, "right": {"prefix": {"addr": "2001:db8::", "len": 32}}}}, {"drop": null}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "service-10", "handle": 61, "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip6", "field": "daddr"}}, "right": "fd02::110"}}, {"match": {"op": "!=", "left": {"payload": {"protocol": "ip6", "field": "saddr"}}, "right": {"prefix": {"addr": "fd02::", "len": 64}}}}, {"jump": {"target": "mark-for-masquerade"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "service-10", "handle": 63, "expr": [{"vmap": {"key": {"numgen": {"mode": "random", "mod": 2, "offset": 0}}, "data": {"set": [[0, {"goto": {"target": "endpoint-2"}}], [1, {"goto": {"target": "endpoint-3"}}]]}}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "external-10", "handle": 64, "expr": [{"jump": {"target": "mark-for-masquerade"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "external-10", "handle": 65, "expr": [{"goto": {"target": "service-10"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "external-13", "handle": 66, "expr": [{"jump": {"target": "mark-for-masquerade"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "external-13", "handle": 67, "expr": [{"goto": {"target": "endpoint-3"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "service-15", "handle": 68, "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip6", "field": "saddr"}}, "right": "@affinity-15-2"}}, {"goto": {"target": "sticky-2"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "service-15", "handle": 69, "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip6", "field": "saddr"}}, "right": "@affinity-15-3"}}, {"goto": {"target": "sticky-3"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "service-15", "handle": 71, "expr": [{"vmap": {"key": {"numgen": {"mode": "random", "mod": 2, "offset": 0}}, "data": {"set": [[0, {"goto": {"target": "sticky-2"}}], [1, {"goto": {"target": "sticky-3"}}]]}}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "endpoint-2", "handle": 72, "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip6", "field": "saddr"}}, "right": "fd02::2"}}, {"jump": {"target": "mark-for-masquerade"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "endpoint-2", "handle": 73, "expr": [{"match": {"op": "==", "left": {"meta": {"key": "l4proto"}}, "right": "tcp"}}, {"dnat": {"addr": "fd02::2", "port": 80}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "endpoint-2", "handle": 74, "expr": [{"match": {"op": "==", "left": {"meta": {"key": "l4proto"}}, "right": "udp"}}, {"dnat": {"addr": "fd02::2", "port": 80}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "sticky-2", "handle": 75, "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip6", "field": "saddr"}}, "right": "fd02::2"}}, {"jump": {"target": "mark-for-masquerade"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "sticky-2", "handle": 76, "expr": [{"set": {"op": "update", "elem": {"payload": {"protocol": "ip6", "field": "saddr"}}, "set": "@affinity-15-2"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "sticky-2", "handle": 77, "expr": [{"match": {"op": "==", "left": {"meta": {"key": "l4proto"}}, "right": "tcp"}}, {"dnat": {"addr": "fd02::2", "port": 80}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "endpoint-3", "handle": 78, "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip6", "field": "saddr"}}, "right": "fd02::3"}}, {"jump": {"target": "mark-for-masquerade"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "endpoint-3", "handle": 79, "expr": [{"match": {"op": "==", "left": {"meta": {"key": "l4proto"}}, "right": "tcp"}}, {"dnat": {"addr": "fd02::3", "port": 80}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "endpoint-3", "handle": 80, "expr": [{"match": {"op": "==", "left": {"meta": {"key": "l4proto"}}, "right": "udp"}}, {"dnat": {"addr": "fd02::3", "port": 80}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "sticky-3", "handle": 81, "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip6", "field": "saddr"}}, "right": "fd02::3"}}, {"jump": {"target": "mark-for-masquerade"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "sticky-3", "handle": 82, "expr": [{"set": {"op": "update", "elem": {"payload": {"protocol": "ip6", "field": "saddr"}}, "set": "@affinity-15-3"}}]}}
{"rule": {"family": "ip6", "table": "kube-proxy", "chain": "sticky-3", "handle": 83, "expr": [{"match": {"op": "==", "left": {"meta": {"key": "l4proto"}}, "right": "tcp"}}, {"dnat": {"addr": "fd02::3", "port": 80}}]}}
`;
