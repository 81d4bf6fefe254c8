import { finding, type Match } from '../finding.ts';

type Differs = Match & { readonly message: string };

export const pluginStateDiffers = finding<Differs>({
  id: 'plugin-state-differs',
  level: 'warning',
  title: 'A node is not set up as the network plugin sets it up',
  docs: {
    meaning:
      'Each network plugin sets up nodes in its own way: flannel has a bridge for pods, and a VXLAN device where it uses VXLAN. A node on the path looks different: the device is missing, down, of another kind, or has another MTU. That may be on purpose (an option of the plugin that Skoop was not told), or the plugin did not finish its work there.',
    check: "`ip -d link` on the node, and the log of the plugin's pod there.",
    fix: "Restart the plugin's pod on the node. If the difference is meant, tell Skoop by the plugin's options (`--flannel-bridge`, `--flannel-pod-mtu`, ...).",
    references: [['flannel: backends', 'https://github.com/flannel-io/flannel/blob/master/Documentation/backends.md']],
  },
  check: (context) => context.differences.map((d) => ({ ...d })),
  says: ({ message }) => message,
});
