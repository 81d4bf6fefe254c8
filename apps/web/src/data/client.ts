import { createClient } from '@skoop/api';

/** The server that this page came from. */
export const server = createClient({ baseUrl: '', fetch: (input, init) => fetch(input, init) });
