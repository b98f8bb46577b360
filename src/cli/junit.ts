/** One case of a JUnit report: passed unless it says otherwise. */
export interface JunitCase {
  readonly className: string;
  readonly name: string;
  readonly problem: JunitProblem | null;
}

export interface JunitProblem {
  /** `failure`: the answer is "no". `error`: it couldn't be found out. */
  readonly kind: 'failure' | 'error';
  /** For the list of cases. */
  readonly message: string;
  readonly text: string;
}

export interface JunitSuite {
  readonly name: string;
  readonly cases: readonly JunitCase[];
  /** What is worth telling and fails nothing. */
  readonly output: readonly string[];
}

/**
 * A JUnit XML report as the stricter of the schemas in use wants it: Ant's, which Jenkins' own contains.
 * `time`: ms. Nothing was run, so every duration is 0.
 */
export function junitXml(suites: readonly JunitSuite[], time: number): string {
  // Ant's schema allows no zone and no fraction.
  const timestamp = new Date(time).toISOString().slice(0, 19);
  const lines = suites.flatMap((suite, id) => suiteLines(suite, id, timestamp));
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites>', ...lines, '</testsuites>', ''].join('\n');
}

function suiteLines({ name, cases, output }: JunitSuite, id: number, timestamp: string): string[] {
  const count = (kind: string) => cases.filter(({ problem }) => problem?.kind === kind).length;
  const sums = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}"`;
  return [
    `  <testsuite name=${quoted(name)} package="leastpath" id="${id}" timestamp="${timestamp}" ` +
      `hostname="localhost" ${sums} time="0">`,
    '    <properties/>',
    ...cases.flatMap(caseLines),
    `    <system-out>${escaped(output.join('\n'))}</system-out>`,
    '    <system-err/>',
    '  </testsuite>',
  ];
}

function caseLines({ className, name, problem }: JunitCase): string[] {
  const open = `    <testcase classname=${quoted(token(className))} name=${quoted(token(name))} time="0"`;
  if (problem === null) return [`${open}/>`];
  const { kind, message, text } = problem;
  const said = `      <${kind} message=${quoted(message)} type="leastpath">${escaped(text)}</${kind}>`;
  return [`${open}>`, said, '    </testcase>'];
}

/** Names are tokens: single spaces, and none around. */
function token(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // As themselves they would be read as spaces in an attribute, and a return as a newline in text.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** What XML 1.0 has no way to write, not even escaped: paths and headers may hold anything. */
const UNWRITABLE = /(?![\t\n\r\u007f-\u009f])\p{Cc}|[\ufffe\uffff]|\p{Surrogate}/gu;

export function quoted(text: string): string {
  return `"${written(text).replace(/[&<>"'\t\n\r]/g, entity)}"`;
}

export function escaped(text: string): string {
  return written(text).replace(/[&<>\r]/g, entity);
}

function written(text: string): string {
  return text.replace(UNWRITABLE, '\ufffd');
}

function entity(char: string): string {
  return ENTITIES[char] ?? char;
}
