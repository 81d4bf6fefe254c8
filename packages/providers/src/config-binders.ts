import { type ConfigBinder, type PluginFactory, PROXY_MODES } from '@skoop/engine';
import { plugins } from '@skoop/plugins';
import { providers } from './provider-list.ts';

const clusterBinder = (all: readonly PluginFactory[]): ConfigBinder => ({
  name: 'cluster',
  title: 'Cluster',
  options: [
    {
      flag: 'network-plugin',
      kind: 'text',
      choices: all.map((p) => p.name),
      description: `Network plugin of the cluster: ${all.map((p) => p.name).join(', ')}`,
      default: 'found in objects and dumps',
    },
    {
      flag: 'cloud-provider',
      kind: 'text',
      choices: providers.map((p) => p.name),
      description: `What the nodes run on: ${providers.map((p) => p.name).join(', ')}`,
      default: 'found in objects',
    },
    {
      flag: 'proxy-mode',
      kind: 'choice',
      choices: PROXY_MODES,
      description: 'How Services are implemented on the nodes',
      default: "found in kube-proxy's configuration or the dumps",
    },
    {
      flag: 'cluster-cidr',
      kind: 'text',
      description: 'Pod CIDR of the cluster; two with a comma for dual-stack',
      default: 'found in objects and dumps',
    },
  ],
});

/** Settings of the cluster, and of every plugin and provider that has some. */
export const bindersOf = (all: readonly PluginFactory[]): readonly ConfigBinder[] => [
  clusterBinder(all),
  ...[...all, ...providers].filter((b) => b.options.length > 0),
];

export const configBinders: readonly ConfigBinder[] = bindersOf(plugins);
