import { describe, expect, it } from 'vitest';
import { knownMetrics } from '../support/monitoring/known-metrics.ts';
import { queryComplaints } from '../support/monitoring/query-complaints.ts';
import { alertRules, ruleTests } from '../support/monitoring/rules-file.ts';
import { runbookComplaints, runbooks } from '../support/monitoring/runbooks.ts';

const known = await knownMetrics();
const rules = alertRules();
const sections = runbooks();
const tests = ruleTests();
const testsOf = (alert: string) => tests.filter(({ name }) => name.startsWith(`${alert} `));

it('has alerts with names of their own', () => {
  expect(rules.length).toBeGreaterThan(25);
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
});

describe.each(rules)('$alert', ({ alert, expr, labels, annotations }) => {
  it('asks for what /metrics has', () => {
    expect(queryComplaints(expr, known)).toEqual([]);
  });

  it('says how bad it is, what it is, and where to read on', () => {
    expect(alert).toMatch(/^Leastpath([A-Z][a-z]+)+$/);
    expect(['critical', 'warning', 'info']).toContain(labels.severity);
    expect(Object.keys(annotations).sort()).toEqual(['description', 'runbook_url', 'summary']);
    expect(annotations.summary).toMatch(/^.{10,110}[^.]$/);
    expect(annotations.description).toMatch(/^.{10,}\.$/);
  });

  it('has a runbook', () => {
    expect(annotations.runbook_url).toBe(`docs/runbooks.md#${alert.toLowerCase()}`);
    expect(sections.map(({ anchor }) => anchor)).toContain(alert.toLowerCase());
  });

  it('is tested firing and silent', () => {
    const expected = testsOf(alert).map(({ promql_expr_test: checks }) =>
      checks.some(({ exp_samples: samples }) => samples.length > 0),
    );

    expect(expected).toContain(true);
    expect(expected).toContain(false);
  });

  it('names only labels that a firing one has', () => {
    const texts = Object.values(annotations).join(' ');
    const named = new Set([...texts.matchAll(/\$labels\.(\w+)/g)].map(([, label = '']) => label));
    const fired = testsOf(alert).flatMap(({ promql_expr_test: checks }) =>
      checks.flatMap(({ exp_samples: samples }) => samples.map((sample) => sample.labels)),
    );

    expect(fired.length).toBeGreaterThan(0);
    for (const label of named) {
      expect(fired.filter((text) => !text.includes(`${label}="`))).toEqual([]);
    }
  });
});

describe('docs/runbooks.md', () => {
  it('has a section for each alert and for no other', () => {
    const alerts = rules.map(({ alert }) => alert);

    expect(sections.map(({ title }) => title).filter((title) => title.startsWith('Leastpath'))).toEqual(
      alerts,
    );
  });

  it.each(sections.filter(({ title }) => title.startsWith('Leastpath')))(
    '$title can be followed',
    (section) => {
      expect(runbookComplaints(section, known)).toEqual([]);
    },
  );

  it('a runbook that names what there is not is objected to', () => {
    const text = [
      'Means something.',
      '```',
      'leastpath serve --faster',
      'curl -s http://127.0.0.1:8080/api/v1/nothing',
      "kubectl -n leastpath logs leastpath-0 -c leastpath | grep 'all is lost' | tail -3",
      '```',
      'Look at `leastpath_flushes_total`.',
    ].join('\n');

    expect(runbookComplaints({ title: 'X', anchor: 'x', text }, known)).toEqual([
      'no metric leastpath_flushes_total',
      'no route /api/v1/nothing',
      'no log line all is lost',
      'no part **Look at**',
      'no part **Do**',
      'no part **Harmless**',
    ]);
    expect(runbookComplaints({ title: 'X', anchor: 'x', text: '' }, known)).toContain(
      'names no metric, command or route',
    );
  });
});
