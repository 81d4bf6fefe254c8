import type { Assumption, Gap } from '@skoop/model';
import { Popover } from 'radix-ui';
import { Ticked } from '../ui/Ticked.tsx';
import { usePopupHost } from '../ui/usePopupHost.ts';

type Props = { readonly words: string; readonly gaps: readonly Gap[]; readonly assumptions: readonly Assumption[] };

/** What was not evaluated and what would fill the gap; open from the start. */
export function GapPopover({ words, gaps, assumptions }: Props) {
  const host = usePopupHost();
  return (
    <Popover.Root defaultOpen>
      <Popover.Trigger asChild>
        <button type="button" className="as-link">
          {words}
        </button>
      </Popover.Trigger>
      <Popover.Portal container={host}>
        <Popover.Content
          aria-label="Not evaluated"
          className="pick gaps"
          align="start"
          sideOffset={6}
          collisionPadding={12}
        >
          {gaps.length > 0 ? <h2>Not evaluated</h2> : null}
          <ul>
            {gaps.map((gap) => (
              <li key={`${gap.id} ${gap.node} ${gap.netns} ${gap.message}`}>
                <b>{gap.node || 'cluster'}</b> <Ticked text={gap.message} />
                {gap.action ? (
                  <small>
                    <Ticked text={gap.action} />
                  </small>
                ) : null}
              </li>
            ))}
          </ul>
          {assumptions.length > 0 ? <h2>Assumed: no snapshot can show it</h2> : null}
          <ul>
            {assumptions.map((a) => (
              <li key={`${a.id} ${a.message}`}>{a.message}</li>
            ))}
          </ul>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
