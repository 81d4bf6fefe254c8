import { useSearchParams } from 'react-router';
import '../styles/new.css';
import { useChosenSnapshot } from '../data/snapshots.ts';
import { AskForm } from '../new/AskForm.tsx';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { Glyph } from '../ui/Glyph.tsx';

/** A link to a diagnosis that is gone: its question still stands in the link, so it can be asked again. */
export function DeadLink() {
  usePageTitle('Not here any more');
  const [params] = useSearchParams();
  const { id } = useChosenSnapshot();
  const filled = params.has('from') || params.has('to');
  return (
    <main id="main" className="new">
      <h1>This diagnosis is not here any more</h1>
      <p className="lead">
        It was deleted, or it was made on another server.{' '}
        {filled ? 'Its question is below: ask it again.' : 'Ask again below.'}
      </p>
      <AskForm snapshot={id} focus={false} />
      <p className="dead-note">
        <Glyph kind="info" size={16} /> If somebody sent you a report as a file, drop it on this page.
      </p>
    </main>
  );
}
