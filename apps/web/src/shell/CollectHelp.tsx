import { CommandLine } from '../ui/CommandLine.tsx';
import { Dialog } from '../ui/Dialog.tsx';

const RESOURCES = 'nodes pods services endpointslices networkpolicies namespaces daemonsets configmaps';

/** How to make a snapshot: the exact commands, nothing to install in the cluster. */
export function CollectHelp({
  open,
  onClose,
  cluster = 'my-cluster',
}: {
  open: boolean;
  onClose: () => void;
  cluster?: string;
}) {
  const name = /^[\w.-]{1,60}$/.test(cluster) ? cluster : 'my-cluster';
  return (
    <Dialog open={open} onClose={onClose} title="Make a snapshot" className="wide-dialog">
      <ol className="dialog-body collect">
        <li>
          <p>Where kubectl works: the objects. Secrets are not among them.</p>
          <CommandLine
            command={`mkdir -p objects; for r in ${RESOURCES}; do kubectl get $r -A -o json > objects/$r.json; done`}
          />
        </li>
        <li>
          <p>On each node, as root: one shell script that reads and changes nothing.</p>
          <CommandLine command="sh collect.sh > $(hostname).dump" />
        </li>
        <li>
          <p>Put together, and checked for what is missing:</p>
          <CommandLine command={`skoop snapshot objects/ *.dump --cluster ${name} -o ${name}.tar.gz`} />
        </li>
        <li>
          <p>Then drop the file on this page. It is diagnosed in the browser, or sent to this server if you say so.</p>
        </li>
      </ol>
    </Dialog>
  );
}
