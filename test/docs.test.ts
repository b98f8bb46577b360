import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../src/cli/program.ts';
import { SETTINGS } from '../src/config/settings.ts';
import { classOfDetails } from '../src/core/identify/response-details.ts';
import { classOfFlags } from '../src/core/identify/response-flags.ts';
import { PROBLEM_CODES } from '../src/http/dto.ts';
import { METRICS } from '../src/telemetry/catalogue.ts';
import { commandsOf, nameOf } from './support/docs/cli-reference.ts';
import { CLOSED_LISTS, LINT_LISTS } from './support/docs/closed-lists.ts';
import { generatedDocs } from './support/docs/generated-docs.ts';
import { lintIds } from './support/docs/ids-in-code.ts';
import { codeIn, codeRows, fencedLines, relativeLinks, sectionOf } from './support/docs/markdown.ts';
import { filesOfRepository, ROOT } from './support/docs/repository-files.ts';

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const files = filesOfRepository();
const documents = files.filter((file) => /^([A-Z]+|docs\/[^/]+|docs\/adr\/[^/]+)\.md$/.test(file));
const written = documents.filter((file) => !(file in generatedDocs()));
const sources = files.filter((file) => /^src\/.*\.(ts|js|css|html)$/.test(file) && !file.includes('/gen/'));
const firstCells = (markdown: string) => codeRows(markdown).flatMap(([cell = '']) => codeIn(cell));

describe('generated documents', () => {
  it.each(Object.entries(generatedDocs()))(
    '%s is what the code gives: else run npm run docs',
    (file, text) => {
      expect(read(file)).toBe(text);
    },
  );

  it('name every setting and none else', () => {
    expect(firstCells(read('docs/config.md'))).toEqual(SETTINGS.map(({ key }) => key));
  });

  it('name every metric and none else', () => {
    expect(firstCells(read('docs/metrics.md'))).toEqual(Object.keys(METRICS));
  });

  it('name every error code and none else', () => {
    expect(firstCells(read('docs/errors.md'))).toEqual([...PROBLEM_CODES]);
  });

  it('name every command and flag and none else', () => {
    const text = read('docs/cli.md');
    const titles = [...text.matchAll(/^## (leastpath [a-z ]+)/gm)].map(([, title = '']) => title.trim());
    const flags = commands.flatMap(({ options }) => options.map(({ long }) => long));
    const named = codeRows(text).flatMap(([cell = '']) => cell.match(/--[a-z-]+/g) ?? []);

    expect(titles).toEqual(commands.map(nameOf));
    expect(new Set(named)).toEqual(new Set(flags));
  });
});

const commands = commandsOf(createProgram(new AbortController().signal));

const lists = [
  ...CLOSED_LISTS.map((list) => ({ ...list, page: 'docs/reasons.md' })),
  ...LINT_LISTS.map((list) => ({ ...list, page: 'docs/lint.md' })),
];

describe.each(lists)('$title in $page', ({ page, title, values, words }) => {
  it('has one sentence for each word of the code and for no other', () => {
    const rows = codeRows(sectionOf(read(page), title));

    expect(values.length).toBeGreaterThan(4);
    expect(Object.keys(words).sort()).toEqual([...values].sort());
    expect(rows.map(([cell = '']) => codeIn(cell))).toEqual(values.map((value) => [value]));
    expect(rows.filter(([, meaning = '']) => !/^[A-Z`].{5,}\.$/.test(meaning))).toEqual([]);
  });
});

it('docs/lint.md has an example of each finding of the code and of no other', () => {
  const rows = codeRows(sectionOf(read('docs/lint.md'), 'Findings'));

  expect(rows.length).toBeGreaterThan(30);
  expect(rows.map(([id = '']) => codeIn(id)[0])).toEqual(lintIds());
});

describe('the tables of outcome classes in docs/records.md', () => {
  const flags = codeRows(sectionOf(read('docs/records.md'), 'Flags'));
  const details = codeRows(sectionOf(read('docs/records.md'), 'Details'));
  const wordsOf = (file: string) => [
    ...read(file).matchAll(/each\(('[^)]+)\)|\['([a-z_0-9.]+)', '[a-z-]+'\]|endsWith\('(\w+)'\)/g),
  ];

  it('give each flag the class that the code gives it', () => {
    const wrong = flags.flatMap(([kind = '', cell = '']) =>
      codeIn(cell).filter((flag) => `\`${classOfFlags([flag])}\`` !== kind),
    );

    expect(flags.length).toBeGreaterThan(4);
    expect(wrong).toEqual([]);
  });

  it('name each flag that the code knows', () => {
    const known = wordsOf('src/core/identify/response-flags.ts').flatMap(
      ([text]) => text.match(/\b[A-Z]{2,}\b/g) ?? [],
    );

    expect(known.length).toBeGreaterThan(20);
    expect(flags.flatMap(([, cell = '']) => codeIn(cell)).sort()).toEqual(known.sort());
  });

  it('give each detail the class that the code gives it', () => {
    const wrong = details.flatMap(([kind = '', cell = '']) =>
      codeIn(cell).filter((detail) => `\`${classOfDetails(detail.replace('…', 'x'))}\`` !== kind),
    );

    expect(details.length).toBeGreaterThan(4);
    expect(wrong).toEqual([]);
  });

  it('name each detail that the code knows', () => {
    const known = wordsOf('src/core/identify/response-details.ts').flatMap(([text]) =>
      (text.match(/'[^']+'/g) ?? []).map((quoted) => quoted.slice(1, -1)),
    );
    const classes = new Set(details.map(([kind = '']) => kind.replaceAll('`', '')));
    const named = details.flatMap(([, cell = '']) =>
      codeIn(cell).map((detail) => detail.replaceAll('…', '')),
    );

    expect(known.length).toBeGreaterThan(30);
    expect(named.sort()).toEqual([...new Set(known)].filter((word) => !classes.has(word)).sort());
  });
});

describe('written documents', () => {
  it('are those that a maintainer looks for', () => {
    const expected = [
      'ARCHITECTURE.md',
      'CHANGELOG.md',
      'CONTRIBUTING.md',
      'docs/judging.md',
      'docs/learning.md',
      'docs/records.md',
    ];

    expect(written).toEqual(expect.arrayContaining(expected));
  });

  it.each(documents)('%s links to files that exist', (file) => {
    const missing = relativeLinks(read(file)).filter(
      (link) => !existsSync(join(ROOT, normalize(join(dirname(file), link)))),
    );

    expect(missing).toEqual([]);
  });

  it.each(written)('%s names settings, metrics and commands that there are', (file) => {
    const text = read(file);
    const keys = codeIn(text).filter((code) =>
      /^(als|otlp|http|flush|mesh|learn|limits|log)\.[a-zA-Z]+$/.test(code),
    );
    const metrics = text.match(/\bleastpath_[a-z_]+\b/g) ?? [];

    expect(keys.filter((key) => !SETTINGS.some((setting) => setting.key === key))).toEqual([]);
    expect(metrics.filter((metric) => !(metric in METRICS))).toEqual([]);
    expect(fencedLines(text).flatMap(wrongCall)).toEqual([]);
  });
});

/** What of a printed command line the program would refuse. */
function wrongCall(line: string): string[] {
  const [, call] = /(?:^|[|;&] *)(?:npx )?(leastpath [^|;&]*)/.exec(line) ?? [];
  if (call === undefined) return [];
  const command = commands.find((one) => `${call} `.startsWith(`${nameOf(one)} `));
  if (command === undefined) return [line];
  return (call.match(/ --[a-z-]+/g) ?? []).filter(
    (flag) => !command.options.some(({ long }) => ` ${long}` === flag),
  );
}

/** Rows of docs/rules.md: id, rule, and how it is proved. */
function ruleRows(): { readonly id: string; readonly proof: string }[] {
  return [...read('docs/rules.md').matchAll(/^\| ([A-Z]\d+) \| .* \| ([^|]+) \|$/gm)].map(
    ([, id = '', proof = '']) => ({ id, proof }),
  );
}

it('docs/rules.md has every rule that a comment in src names', () => {
  const rules = new Set(ruleRows().map(({ id }) => id));
  const comments = sources.flatMap((file) =>
    [...read(file).matchAll(/\/\*[\s\S]*?\*\/|\/\/ .*$/gm)].map(([comment]) => ({ file, comment })),
  );
  const named = comments.flatMap(({ file, comment }) =>
    [...comment.matchAll(/\b[A-Z]\d{1,2}\b/g)].map(([id]) => ({ file, id })),
  );

  expect(named.length).toBeGreaterThan(50);
  expect(named.filter(({ id }) => !rules.has(id))).toEqual([]);
});

it('every rule of docs/rules.md is named by a test, or says why it is not', () => {
  const texts = files
    .filter((file) => file.endsWith('.test.ts'))
    .flatMap((file) => [...read(file).matchAll(/'[^'\n]*'|"[^"\n]*"|`[^`]*`/g)].map(([text]) => text));
  const named = new Set(texts.flatMap((text) => text.match(/\b[A-Z]\d{1,2}\b/g) ?? []));
  const rows = ruleRows();

  expect(rows.length).toBeGreaterThan(100);
  expect(rows.filter(({ id, proof }) => proof === 'test' && !named.has(id)).map(({ id }) => id)).toEqual([]);
  expect(rows.filter(({ proof }) => proof !== 'test' && proof.length < 20)).toEqual([]);
});

/** A line that is one text can't be broken. */
function wideLines(file: string): string[] {
  const lines = read(file).split('\n');
  const isWide = (line: string) => [...line].length > 120 && !/^ *(return )?['"`].*['"`][,;+) ]*$/.test(line);
  return lines.flatMap((line, index) => (isWide(line) ? [`${file}:${index + 1}`] : []));
}

/** Where npm downloads from here, if a name could give it away. */
function registryHost(): string[] {
  const { npm_config_registry: registry } = process.env;
  const host = registry === undefined ? '' : new URL(registry).hostname;
  return /^(?!localhost$)[^.]*[a-z][^.]*\..+/.test(host) ? [host] : [];
}

describe('the repository', () => {
  it('names no place outside of itself', () => {
    // In pieces, or this file would be the first to name them.
    const places = [
      '/wo|rk/',
      '../sha|red',
      'npm|js.org',
      'npm|js.com',
      'py|pi.org/',
      'pythonhos|ted.org',
      'proxy.go|lang.org',
    ];
    const patterns = [...places.map((place) => place.replace('|', '')), ...registryHost()];
    const naming = files
      .filter((file) => file !== 'package-lock.json')
      .filter((file) => patterns.some((pattern) => read(file).includes(pattern)));

    expect(naming).toEqual([]);
  });

  it('has no source file over 300 lines, and no line over 120 columns that could be broken', () => {
    const long = sources.filter((file) => read(file).trimEnd().split('\n').length > 300);
    const wide = sources.filter((file) => !file.endsWith('.test.ts')).flatMap(wideLines);

    expect(sources.length).toBeGreaterThan(200);
    expect({ long, wide }).toEqual({ long: [], wide: [] });
  });

  it('has every folder of src and src/core in the code map of ARCHITECTURE.md', () => {
    const map = sectionOf(read('ARCHITECTURE.md'), 'Code map');
    const folders = sources.flatMap((file) => {
      const [, top = '', below = ''] = file.split('/');
      if (top === 'core') return [`core/${below}`];
      return file.split('/').length > 2 ? [top] : [];
    });
    const named = firstCells(map).map((cell) =>
      cell.startsWith('core/') ? cell : (cell.split('/')[0] ?? ''),
    );
    const expected = [...new Set(folders)].filter((folder) => !folder.endsWith('.json'));

    expect(expected.length).toBeGreaterThan(10);
    expect(expected.filter((folder) => !named.includes(folder))).toEqual([]);
    expect(named.filter((name) => !name.endsWith('.ts') && !expected.includes(name))).toEqual([]);
  });
});
