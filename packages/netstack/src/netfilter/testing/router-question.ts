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

/** A client, a router whose rules are under test, and a server, each a real kernel's network namespace. */
export type RouterLab = {
  /** Runs a shell script in the router's (or another) namespace; its standard output. */
  sh(script: string, namespace?: 'c' | 'r' | 's'): string;
  ask(question: LabQuestion, from?: 'c' | 'r'): Promise<LabAnswer>;
  /** Longer than the kernel waits between two ICMP errors to one peer. ip_rt_error_cost */
  rest(): Promise<void>;
  close(): void;
};
