import { verdictHeadline } from '@skoop/render';
import { useSearchParams } from 'react-router';
import { PathGraph } from '../graph/PathGraph.tsx';
import { Glyph } from '../ui/Glyph.tsx';
import { useDiagnosis } from './context.ts';
import { GraphLegend } from './GraphLegend.tsx';
import { PathList } from './PathList.tsx';

/** The picture where there is room for it, the same as a list where there is not. */
export function GraphTab({ wide }: { wide: boolean }) {
  const { diagnosis, selection, select } = useDiagnosis();
  const [params] = useSearchParams();
  const { view, branch, hop } = selection;
  if (view.branches.length === 0)
    return (
      <div className="centre">
        <Glyph kind="ring" size={32} />
        <h2>{selection.direction === 'reply' ? 'Nothing was answered' : 'Nothing was sent'}</h2>
        <p>
          {selection.direction === 'reply'
            ? 'No request arrived, so there is no reply to follow.'
            : 'The question could not be asked of any node.'}
        </p>
      </div>
    );
  if (!wide) return <PathList />;
  // Only a branch that somebody chose pushes the others back.
  const chosen = params.has('branch') && view.branches.length > 1 ? branch?.id : undefined;
  const pickBranch = (id: string) => select({ branch: id });
  const pickCard = (card: string) => {
    const own = branch?.hops.find((h) => h.card === card);
    if (own) {
      select({ hop: own.number });
      return;
    }
    for (const other of view.branches) {
      const found = other.hops.find((h) => h.card === card);
      if (found) {
        select({ branch: other.id, hop: found.number });
        return;
      }
    }
  };
  return (
    <div className="graph-tab">
      <PathGraph
        view={view}
        card={hop?.card}
        branch={chosen}
        label={`Path of the ${selection.direction}: ${verdictHeadline(diagnosis)}`}
        onCard={pickCard}
        onBranch={pickBranch}
      />
      <GraphLegend />
    </div>
  );
}
