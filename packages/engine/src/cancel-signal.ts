/** The part of AbortSignal that a pure package needs; an AbortSignal is one. */
export type CancelSignal = { readonly aborted: boolean; throwIfAborted(): void };
