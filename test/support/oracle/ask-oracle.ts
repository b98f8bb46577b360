import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installEnvoy } from '../envoy/install-envoy.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { buildOracle } from './build-oracle.ts';
import type { Judged, JudgeLine } from './judge-line.ts';
import type { Authorization } from './ztunnel-verdict.ts';

export interface Validated {
  readonly id: string;
  readonly webhook: { readonly accept: boolean; readonly message?: string };
  readonly crd: { readonly accept: boolean; readonly message?: string };
}

/** What istiod tells ztunnel of a policy; null = nothing at all. */
export interface Converted {
  readonly id: string;
  readonly authorization: Authorization | null;
  readonly status?: string;
}

/**
 * Verdicts of a real Envoy on what Istio's builder makes of the policies, in the order of the lines. `sets`: how many
 * sets of policies share an Envoy; where many of them end it, few.
 */
export async function judge(lines: readonly JudgeLine[], sets = 300): Promise<Judged[]> {
  return ask(['judge', '--envoy', await installEnvoy(), '--sets', String(sets)], lines);
}

/** Istio's webhook and the CRD, each by itself. */
export async function validate(
  lines: readonly { readonly id: string; readonly policy: unknown }[],
): Promise<Validated[]> {
  return ask(['validate'], lines);
}

/** istiod's own conversion for ztunnel. */
export async function convert(
  lines: readonly { readonly id: string; readonly policy: unknown; readonly rootNamespace: string }[],
): Promise<Converted[]> {
  return ask(['convert'], lines);
}

async function ask<Answer extends { readonly id: string }>(
  command: readonly string[],
  lines: readonly { readonly id: string }[],
): Promise<Answer[]> {
  const binary = await buildOracle();
  await using folder = await temporaryFolder();
  const [from, to] = [join(folder.path, 'in.jsonl'), join(folder.path, 'out.jsonl')];
  await writeFile(from, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  // Istio's packages log to stdout: thousands of lines that nobody needs.
  const child = spawn(binary, [...command, from, to], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // What it leaves behind when it is killed goes with the folder.
    env: { ...process.env, TMPDIR: folder.path },
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-8_000);
  });
  const [code, signal] = await once(child, 'close');
  if (code !== 0) throw new Error(`the oracle ended with ${code ?? signal}:\n${stderr}`);
  const answers = (await readFile(to, 'utf8')).split('\n').filter((line) => line !== '');
  const parsed = answers.map((line) => JSON.parse(line) as Answer);
  const missing = lines.findIndex(({ id }, index) => parsed[index]?.id !== id);
  if (missing >= 0 || parsed.length !== lines.length) throw new Error(`no answer for line ${missing}`);
  return parsed;
}
