import type { PluginFactory } from '@skoop/engine';
import { flannel } from './flannel/flannel-plugin.ts';
import { generic } from './generic/generic-plugin.ts';

export { flannel, generic };

/** In the order in which they are asked whether a cluster is theirs; the last takes what is left. */
export const plugins: readonly PluginFactory[] = [flannel, generic];
