import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../cache-folder.ts';
import { installFromDebian } from '../install-from-debian.ts';

const run = promisify(execFile);
const NEEDS = "These tests need ip and nft: on the PATH, or from Debian's package archive";
const SHARED = ['libmnl0', 'libbsd0', 'libmd0'];
const PACKAGES = {
  ip: ['iproute2', 'libbpf1', 'libelf1', 'libcap2', 'zlib1g'],
  nft: ['nftables', 'libnftables1', 'libnftnl11', 'libxtables12', 'libjansson4', 'libgmp10', 'libedit2'],
} as const;
const WHERE = { ip: 'bin/ip', nft: 'usr/sbin/nft' } as const;

/** A program, and where the libraries are that it must be shown. */
export interface Tool {
  readonly binary: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The one on the PATH, else Debian's. Throws what is needed when there is neither. */
export async function networkTool(name: keyof typeof WHERE): Promise<Tool> {
  const found = await run(name, ['-V']).catch(() => null);
  if (found !== null) return { binary: name, env: {} };
  const packages = [...PACKAGES[name], ...SHARED];
  const folder = await installFromDebian(packages, join(cacheFolder(name), '1'), { needs: NEEDS });
  const libraries = `lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`;
  const paths = [join(folder, libraries), join(folder, 'usr', libraries)];
  return { binary: join(folder, WHERE[name]), env: { LD_LIBRARY_PATH: paths.join(':') } };
}
