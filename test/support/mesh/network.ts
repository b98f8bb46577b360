import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { addressOf, appAddressOf, type MeshPod } from './mesh-pod.ts';
import { networkTool, type Tool } from './network-tools.ts';

/** Of the node, so to say: API server, istiod and the test. */
export const NODE_ADDRESS = '10.244.0.1';
/** Of the apps' processes, where a port-forward would end. Never goes through the sidecar. */
export const FORWARD_PORT = 9999;

const BRIDGE = 'mesh0';
/** As Istio's own redirection, but by the address that an app calls from instead of the proxy's user id. */
const REDIRECTION = `
table ip istio {
  chain inbound {
    type nat hook prerouting priority -100;
    tcp dport { ${FORWARD_PORT}, 15000-15100 } return;
    ip protocol tcp redirect to :15006;
  }
  chain outbound {
    type nat hook output priority -100;
    oif lo ip saddr 10.244.0.0/16 ip daddr 10.244.0.0/16 ip protocol tcp redirect to :15006;
    ip daddr 127.0.0.0/8 return;
    ip saddr 10.245.0.0/16 ip protocol tcp redirect to :15001;
  }
}`;

/**
 * A bridge and a network namespace for each pod, with the redirection of those that have a sidecar. Throws outside of
 * a network of its own: the machine's is none of its business.
 */
export async function createNetwork(pods: readonly MeshPod[]): Promise<AsyncDisposable> {
  const others = Object.keys(networkInterfaces()).filter((name) => name !== 'lo');
  if (others.length > 0)
    throw new Error(`run this by npm run test:mesh: ${others.join(', ')} are not its own`);
  const ip = await networkTool('ip');
  const lines = pods.flatMap((pod) => [
    `netns add ${namespaceOf(pod)}`,
    `link add ${linkOf(pod)} type veth peer name eth0 netns ${namespaceOf(pod)}`,
    `link set ${linkOf(pod)} master ${BRIDGE} up`,
  ]);
  const bridge = [
    'link set lo up',
    `link add ${BRIDGE} type bridge`,
    `addr add ${NODE_ADDRESS}/16 dev ${BRIDGE}`,
    `link set ${BRIDGE} up`,
  ];
  await batch(ip, [], [...bridge, ...lines]);
  await Promise.all(pods.map((pod) => setUp(ip, pod)));
  return {
    async [Symbol.asyncDispose]() {
      // Links first: with a namespace alone they go a while later.
      const links = pods.map((pod) => `link del ${linkOf(pod)}`);
      const namespaces = pods.map((pod) => `netns del ${namespaceOf(pod)}`);
      await batch(ip, [], [...links, ...namespaces, `link del ${BRIDGE}`]);
    },
  };
}

/** Throws where there is a network already. */
export function requireOwnNetwork(): void {
  const others = Object.keys(networkInterfaces()).filter((name) => name !== 'lo');
  if (others.length > 0)
    throw new Error(`run this by npm run test:mesh: ${others.join(', ')} are not its own`);
}

/** A command and its arguments, to be run in the pod's network. */
export function inNetworkOf(pod: MeshPod, command: readonly string[]): readonly [string, readonly string[]] {
  return ['nsenter', [`--net=/run/netns/${namespaceOf(pod)}`, '--', ...command]];
}

async function setUp(ip: Tool, pod: MeshPod): Promise<void> {
  await batch(
    ip,
    ['-n', namespaceOf(pod)],
    [
      'link set lo up',
      `addr add ${addressOf(pod)}/16 dev eth0`,
      `addr add ${appAddressOf(pod)}/32 dev lo`,
      'link set eth0 up',
      `route add default via ${NODE_ADDRESS}`,
    ],
  );
  if (pod.proxy !== 'sidecar') return;
  const nft = await networkTool('nft');
  const [command, args] = inNetworkOf(pod, [nft.binary, '-f', '-']);
  await run(command, args, REDIRECTION, nft.env);
}

function namespaceOf(pod: MeshPod): string {
  return `pod${pod.number}`;
}

function linkOf(pod: MeshPod): string {
  return `v${pod.number}`;
}

async function batch(
  { binary, env }: Tool,
  options: readonly string[],
  lines: readonly string[],
): Promise<void> {
  await run(binary, [...options, '-batch', '-'], `${lines.join('\n')}\n`, env);
}

async function run(command: string, args: readonly string[], input: string, env: Tool['env']): Promise<void> {
  const child = spawn(command, args, { stdio: ['pipe', 'ignore', 'pipe'], env: { ...process.env, ...env } });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${said}`);
}
