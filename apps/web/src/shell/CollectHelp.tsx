import { CommandLine } from '../ui/CommandLine.tsx';
import { Dialog } from '../ui/Dialog.tsx';

const RESOURCES = 'nodes pods services endpointslices networkpolicies namespaces daemonsets configmaps';
/** A Kubernetes name, which a shell takes as it is. Names of a snapshot are anybody's. */
const PLAIN = /^[a-z0-9][a-z0-9.-]{0,252}$/;
const MOST_NODES = 8;

/** How to make a snapshot: the exact commands, nothing to install in the cluster. With `nodes`: of those that a packet crossed. */
export function CollectHelp({
  open,
  onClose,
  cluster = 'my-cluster',
  nodes = [],
}: {
  open: boolean;
  onClose: () => void;
  cluster?: string;
  nodes?: readonly string[];
}) {
  const name = PLAIN.test(cluster) && cluster.length <= 60 ? cluster : 'my-cluster';
  const known = nodes.filter((n) => PLAIN.test(n)).slice(0, MOST_NODES);
  const node = known[0] ?? 'NODE';
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={known.length > 0 ? 'Collect again' : 'Make a snapshot'}
      className="wide-dialog"
    >
      <ol className="dialog-body collect">
        <li>
          <p>
            Where kubectl works: the objects. Secrets are not among them; of the configmaps only those of kube-proxy and
            flannel are read.
          </p>
          <CommandLine
            command={`mkdir -p objects; for r in ${RESOURCES}; do kubectl get $r -A -o json > objects/$r.json; done`}
          />
        </li>
        <li>
          <p>
            {known.length > 0 ? 'The nodes of this path' : 'Each node that the packet may cross'}, as root.{' '}
            <a href="/collect.sh" download="collect.sh">
              collect.sh
            </a>{' '}
            is one shell script that reads and changes nothing.
            {known.length > 0 ? '' : ' NODE is a name that kubectl get nodes shows.'}
          </p>
          <CommandLine
            command={
              known.length > 1
                ? `for n in ${known.join(' ')}; do ssh root@$n sh -s < collect.sh > $n.dump; done`
                : `ssh root@${node} sh -s < collect.sh > ${node}.dump`
            }
          />
          <p>Without ssh:</p>
          <CommandLine
            command={`kubectl debug node/${node} -i --profile=sysadmin --image=busybox -- chroot /host sh -s < collect.sh > ${node}.dump`}
          />
        </li>
        <li>
          <p>Put together; it says what is missing:</p>
          <CommandLine command={`skoop snapshot objects/ *.dump --cluster ${name} -o ${name}.tar.gz`} />
        </li>
        <li>
          <p>
            Then drop the file on this page. It is diagnosed in the browser, or sent to this server if you say so.
            {known.length > 0 ? ' Ask the same question again; the history compares any two answers.' : ''}
          </p>
        </li>
      </ol>
    </Dialog>
  );
}
