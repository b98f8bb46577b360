/**
 * `node in-namespaces.ts COMMAND ARGS…` builds and fetches what the mesh needs, then runs the command where it may
 * make networks, without being root outside: in a user, network, mount and process namespace of its own. Whatever it
 * starts ends with it, however it ends.
 */
import { spawn, spawnSync } from 'node:child_process';
import { buildParts } from './build-parts.ts';

/** Process ids go on as they are in /proc, so that it need not be mounted anew, which containers may forbid. */
const NAMESPACES = ['--net', '--mount', '--pid', '--fork', '--kill-child'];
const MAPPED = [...NAMESPACES, '--user', '--map-root-user'];
/** `ip netns` keeps its names in /run, and a pod's token is looked for there. */
const PREPARE = 'mount -t tmpfs tmpfs /run && exec "$@"';

const command = process.argv.slice(2);
const options = [MAPPED, NAMESPACES].find((one) => spawnSync('unshare', [...one, 'true']).status === 0);
if (options === undefined || command.length === 0) {
  const { stderr } = spawnSync('unshare', [...MAPPED, 'true'], { encoding: 'utf8' });
  throw new Error(`these tests need namespaces of their own, which were refused: ${stderr}`);
}
await buildParts();
const inside = spawn('unshare', [...options, 'sh', '-c', PREPARE, 'sh', ...command], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => inside.kill(signal));
inside.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
