import type { PathNormalization } from '../model/enforcement-point.ts';
import { ifNever } from './if-never.ts';
import type { ValueLint } from './value-lint.ts';
import { quoted } from './value-words.ts';

/** S9, N1, N4: paths that no request has by the time it is judged. */
export const lintPath: ValueLint = ({ attribute, value, negated }, policy, { mesh = {}, plane }) => {
  if (attribute !== 'paths' || plane === 'ztunnel') return null;
  const problem = queryProblem(value) ?? startProblem(value) ?? normalProblem(value, mesh.pathNormalization);
  if (problem === null) return null;
  const { severity, so } = ifNever(policy, negated);
  return {
    id: problem.id,
    severity,
    title: problem.title,
    why: `In ${quoted(value)}: ${problem.why}, ${so}.`,
    whatToDo: problem.whatToDo,
  };
};

interface Problem {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly whatToDo: string;
}

function queryProblem(path: string): Problem | null {
  const at = path.search(/[?#]/);
  if (at < 0) return null;
  return {
    id: 'query-in-path',
    title: 'A path with a query never matches',
    why: 'what stands from ? or # on is cut off before paths are compared',
    whatToDo: `Write ${quoted(path.slice(0, at))}. A query can’t be asked for by \`paths\`.`,
  };
}

function startProblem(path: string): Problem | null {
  if (path.startsWith('/') || path.startsWith('*') || path.includes('{')) return null;
  return {
    id: 'path-without-slash',
    title: 'A path that doesn’t begin with a slash never matches',
    why: 'every path begins with one',
    whatToDo: `Write ${quoted(`/${path}`)}.`,
  };
}

/** What the proxy makes of such text before it compares; `mode` absent = Istio's default, BASE. */
function normalProblem(pattern: string, mode: PathNormalization = 'BASE'): Problem | null {
  if (mode === 'NONE') return null;
  const found = rewritten(pattern, mode);
  if (found === null) return null;
  return {
    id: 'path-never-normal',
    title: 'A path is rewritten before it is compared, and then never looks like this',
    why: found.why,
    whatToDo: found.instead,
  };
}

function rewritten(pattern: string, mode: PathNormalization): { why: string; instead: string } | null {
  const path = pattern.replaceAll(/\{\*\*?\}/g, 'x'); // operators are no text
  const escaped = /%(2[DdEe]|3[0-9]|4[1-9A-Fa-f]|5[0-9AaFf]|6[1-9A-Fa-f]|7[0-9AaEe])/.exec(path)?.[0];
  if (escaped !== undefined) {
    const letter = String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
    return { why: `${escaped} is decoded to ${letter}`, instead: `Write ${letter} for ${escaped}.` };
  }
  if (path.includes('%00')) {
    return { why: 'a request with %00 is refused before any rule', instead: 'Remove the value.' };
  }
  if (path.includes('\\')) return { why: 'a backslash becomes a slash', instead: 'Write slashes.' };
  const raw = /[^!-~]|["<>^`{|}]/u.exec(path)?.[0];
  if (raw !== undefined) {
    return {
      why: `${quoted(raw)} comes percent-encoded or not at all`,
      instead: `Write it encoded, as ${encodeURI(raw.toWellFormed())}.`,
    };
  }
  if (hasDotSegment(path)) {
    return { why: 'the segments . and .. are resolved', instead: 'Write the path that is left after that.' };
  }
  const merges = mode === 'MERGE_SLASHES' || mode === 'DECODE_AND_MERGE_SLASHES';
  if (merges && path.includes('//') && path !== '//') {
    return { why: `${mode} makes one slash of several`, instead: 'Write single slashes.' };
  }
  if (mode === 'DECODE_AND_MERGE_SLASHES' && /%(2f|5c)/i.test(path)) {
    return { why: `${mode} decodes %2F and %5C to slashes`, instead: 'Write slashes.' };
  }
  return null;
}

/** A whole segment, whatever parameters it has: beside a star the text may go on. */
function hasDotSegment(path: string): boolean {
  const segments = path.split('/').slice(1);
  return segments.some((segment) => /^\.\.?(?:;|$)/.test(segment));
}
