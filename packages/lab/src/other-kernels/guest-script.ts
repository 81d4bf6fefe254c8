import type { UnpackedKernel } from './debian-kernel.ts';
import { MODULES } from './modules.ts';

/** Emulation is about so much slower than the machine itself. */
const SLOWNESS = 20;

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/**
 * First program of the guest, whose root is the host's, read-only. Runs a command in a folder, its output and exit status to `/mnt/out`; then
 * powers off.
 */
export const guestScript = (kernel: UnpackedKernel, folder: string, command: readonly string[]): string => `
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/mnt TMPDIR=/run/tmp SKOOP_LAB_SLOWNESS=${SLOWNESS}
mkdir -p /run/tmp /mnt/kernel/lib/modules
mount --bind ${quoted(`${kernel.root}/lib/modules`)} /mnt/kernel/lib/modules
mount -t cgroup2 none /sys/fs/cgroup; mount -t tracefs none /sys/kernel/tracing
modprobe -d /mnt/kernel -a ${MODULES.join(' ')}
ip link set lo up
sysctl -qw kernel.kptr_restrict=0 kernel.perf_event_paranoid=-1
cd ${quoted(folder)}
${command.map(quoted).join(' ')} > /mnt/out/log 2>&1
echo $? > /mnt/out/status
sync; echo o > /proc/sysrq-trigger; sleep 9
`;
