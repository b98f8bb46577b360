import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { cacheFolder } from '../cache-folder.ts';
import { installFromDebian } from '../install-from-debian.ts';

const NEEDS = "promtool could not be had. These tests need apt-get and Debian's package prometheus";

export interface Finished {
  readonly code: number | null;
  /** Both outputs. */
  readonly said: string;
}

/** Runs a real promtool to its end, from Debian's package on first use (19 MB). */
export async function promtool(args: readonly string[], stdin = ''): Promise<Finished> {
  const folder = await installFromDebian(['prometheus'], cacheFolder('promtool'), { needs: NEEDS });
  return new Promise((done, fail) => {
    const child = spawn(join(folder, 'usr/bin/promtool'), args);
    let said = '';
    const listen = (text: Buffer) => {
      said += text;
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('error', fail);
    child.once('close', (code) => done({ code, said }));
    child.stdin.end(stdin);
  });
}
