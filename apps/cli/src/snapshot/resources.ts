/** Kinds whose resource name is not just the kind in lower case with an s. */
const IRREGULAR: Readonly<Record<string, string>> = {
  endpoints: 'endpoints',
  ingress: 'ingresses',
  ipaddress: 'ipaddresses',
};

/** `NetworkPolicy` -> `networkpolicies`: the name that `kubectl get` takes, and of the file in objects/. */
export function resourceOf(kind: string): string {
  const lower = kind.toLowerCase();
  const irregular = IRREGULAR[lower];
  if (irregular) return irregular;
  if (/[^aeiou]y$/.test(lower)) return `${lower.slice(0, -1)}ies`;
  return /(?:s|x|ch)$/.test(lower) ? `${lower}es` : `${lower}s`;
}
