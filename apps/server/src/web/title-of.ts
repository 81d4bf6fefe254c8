import type { DiagnosisSummary } from '@skoop/api';

/** What a chat shows above the picture: the verdict, and what was asked. */
export function titleOf({ outcome, deliveredShare, firstDrop, question, request, status }: DiagnosisSummary): string {
  const from = question?.source.given ?? request?.source ?? '?';
  const to = question?.destination.given ?? request?.destination ?? '?';
  const port = question?.port ?? request?.port;
  const asked =
    `${from} \u2192 ${to}${port === undefined ? '' : `:${port}`} ${question?.protocol ?? request?.protocol ?? ''}`.trim();
  const place = firstDrop ? ` at ${firstDrop.node || firstDrop.netns}` : '';
  const words =
    outcome === 'partial'
      ? `Partial, ${Math.round((deliveredShare ?? 0) * 100)} % delivered`
      : outcome === 'dropped'
        ? `Dropped${place}`
        : outcome === 'delivered'
          ? 'Delivered'
          : outcome === 'unknown'
            ? 'Unknown'
            : status;
  return `${words} \u00b7 ${asked} \u00b7 Skoop`;
}
