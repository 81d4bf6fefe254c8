import { createDiagnostor } from './diagnose/diagnostor.ts';
import type { Network, NetworkContext } from './network.ts';

/** The network of providers that need nothing of their own: the plugin on the provider's shim. */
export function createDefaultNetwork(context: NetworkContext): Network {
  const diagnostor = createDiagnostor(context);
  return { diagnose: (question, options) => diagnostor.diagnose(question, options) };
}
