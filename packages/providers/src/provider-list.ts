import type { Provider } from '@skoop/engine';
import { genericProvider } from './generic/generic-provider.ts';

/** In the order in which they are asked whether a cluster is theirs; the last takes what is left. */
export const providers: readonly Provider[] = [genericProvider];
