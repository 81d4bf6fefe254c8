/** What the client saw: the server's words (`own-address own-port client-address client-port`), or an errno. */
export type LabAnswer = { readonly answer?: string; readonly errno?: string };
export type LabQuestion = {
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  readonly address: string;
  /** Absent for icmp. */
  readonly port?: number;
  readonly sourcePort?: number;
  /** Milliseconds. */
  readonly timeout?: number;
};

/** Why, rules of the router (`T` is iptables of the backend under test, `T6` ip6tables; or an nft ruleset), questions of the client. */
export type LabCase = readonly [why: string, rules: string, ...questions: LabQuestion[]];

/** The server's addresses, and one that only rules know. */
export const V6 = 'fd02::2';
export const VIP = '10.96.0.10';

export const tcp = (address = '10.2.0.2', port = 80, more: Partial<LabQuestion> = {}): LabQuestion => ({
  protocol: 'tcp',
  address,
  port,
  ...more,
});
export const udp = (address = '10.2.0.2', port = 80, more: Partial<LabQuestion> = {}): LabQuestion => ({
  protocol: 'udp',
  address,
  port,
  ...more,
});

/** A client, a router whose rules are under test, and a server, each a real kernel's network namespace. */
export type RouterLab = {
  /** Runs a shell script in the router's (or another) namespace; its standard output. */
  sh(script: string, namespace?: 'c' | 'r' | 's'): string;
  ask(question: LabQuestion, from?: 'c' | 'r'): Promise<LabAnswer>;
  /** Longer than the kernel waits between two ICMP errors to one peer. ip_rt_error_cost */
  rest(): Promise<void>;
  close(): void;
};
