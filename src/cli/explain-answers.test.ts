import { describe, expect, it } from 'vitest';
import type { AuthorizationPolicy } from '../core/model/policy.ts';
import { type AnswersOptions, createAnswers } from './explain-answers.ts';

const CART: AuthorizationPolicy = {
  apiVersion: 'security.istio.io/v1',
  kind: 'AuthorizationPolicy',
  metadata: { name: 'cart', namespace: 'shop' },
  spec: {
    selector: { matchLabels: { app: 'cart' } },
    rules: [
      {
        from: [{ source: { principals: ['cluster.local/ns/shop/sa/web'] } }],
        to: [{ operation: { paths: ['/cart/{*}', '/checkout'] } }],
      },
    ],
  },
};
const DEEP = '['.repeat(50_000) + ']'.repeat(50_000);
const DRAFT = { ...CART, metadata: { ...CART.metadata, annotations: { 'istio.io/dry-run': 'true' } } };

const flow = (path: string, more: object = {}) => ({
  source: { principal: 'cluster.local/ns/shop/sa/web', address: '10.1.2.3' },
  destination: { namespace: 'shop', workload: 'cart', labels: { app: 'cart' }, port: 8080 },
  protocol: 'http',
  request: { method: 'GET', path },
  ...more,
});

function answersWith(options: Partial<AnswersOptions> = {}) {
  return createAnswers({
    policies: [CART],
    plane: 'sidecar',
    mesh: {
      rootNamespace: 'istio-system',
      trustDomain: 'cluster.local',
      aliases: [],
      pathNormalization: 'BASE',
    },
    complete: false,
    output: 'json',
    ...options,
  });
}

/** The answer to one line as an object, or why it can't be read. */
function ask(line: unknown, options: Partial<AnswersOptions> = {}) {
  const answers = answersWith(options);
  const text = answers.of(typeof line === 'string' ? line : JSON.stringify(line));
  return text === null ? answers.reason : JSON.parse(text);
}

describe('an answer', () => {
  it('B8: is unknown where a flow does not tell what is asked for, unless it is complete', () => {
    const anonymous = flow('/checkout', { source: { address: '10.1.2.3' } });
    expect(ask(anonymous)).toMatchObject({ verdict: 'unknown', by: null });
    expect(ask(anonymous, { complete: true })).toMatchObject({ verdict: 'deny', by: null });
    expect(ask({ ...anonymous, source: { principal: null } })).toMatchObject({ verdict: 'deny' });
  });

  it.each([
    [{}, 'unknown', /destination\.namespace/],
    [{ namespace: 'shop' }, 'unknown', /destination\.labels.*shop\/cart selects by labels/],
    [{ namespace: 'shop', labels: {} }, 'allow', /no ALLOW policy selects/],
    [{ namespace: 'pay' }, 'allow', /no ALLOW policy selects/],
    [{ namespace: 'shop', plane: 'waypoint' }, 'allow', /no ALLOW policy attaches/],
  ])('B8: does not guess what selects the destination %j', (destination, verdict, why) => {
    const answer = ask(flow('/checkout', { destination: { port: 8080, ...destination } }));
    expect(answer).toMatchObject({ verdict, why: expect.stringMatching(why) });
  });

  it('K3: to a flow through a waypoint goes by its Service', () => {
    const target = { kind: 'Service', name: 'cart' };
    const policy = { ...CART, spec: { rules: CART.spec.rules ?? [], targetRefs: [target] } };
    const destination = { namespace: 'shop', port: 80, plane: 'waypoint', service: target };
    const options = { policies: [policy] };
    expect(ask(flow('/checkout', { destination }), options)).toMatchObject({
      by: { policy: 'shop/cart', rule: 0 },
    });
    const other = { ...destination, service: { ...target, name: 'pay' } };
    expect(ask(flow('/checkout', { destination: other }), options)).toMatchObject({
      verdict: 'allow',
      by: null,
    });
  });

  it('R2: takes a dry-run policy as Istio does, and says so', () => {
    expect(ask(flow('/admin'), { policies: [DRAFT] })).toMatchObject({
      verdict: 'allow',
      why: expect.stringContaining('not enforced: shop/cart'),
    });
  });

  it('N1: is no verdict where the proxy refuses the call before any policy', () => {
    expect(ask(flow('/cart/%00'))).toMatchObject({
      verdict: 'unknown',
      by: null,
      why: expect.stringContaining('400'),
    });
  });

  it('Z1: on ztunnel names the policy alone', () => {
    const policy = { ...CART, spec: { rules: [{ to: [{ operation: { ports: ['8080'] } }] }] } };
    const tcp = { ...flow('/'), protocol: 'tcp', request: undefined };
    expect(ask(tcp, { policies: [policy], plane: 'ztunnel' })).toMatchObject({
      verdict: 'allow',
      by: { policy: 'shop/cart', rule: null },
    });
  });

  it('goes by what a line itself says of the mesh, the workload and the plane', () => {
    const line = {
      id: 7,
      policies: [{ ...CART, metadata: { name: 'cart', namespace: 'root' } }],
      workload: { namespace: 'pay', labels: { app: 'cart' } },
      rootNamespace: 'root',
      trustDomain: 'td1',
      aliases: ['td2'],
      pathNormalization: 'MERGE_SLASHES',
      flow: { ...flow('//checkout'), source: { principal: 'td2/ns/shop/sa/web' } },
    };
    const id = 7;
    expect(ask(line)).toMatchObject({ id, verdict: 'allow', by: { policy: 'root/cart', rule: 0 } });
    expect(ask({ ...line, pathNormalization: 'BASE' })).toMatchObject({ id, verdict: 'deny' });
    expect(ask({ ...line, aliases: [] })).toMatchObject({ id, verdict: 'deny' });
    expect(ask({ ...line, rootNamespace: 'istio-system' })).toMatchObject({ id, verdict: 'allow', by: null });
    expect(ask({ ...line, plane: 'waypoint' })).toMatchObject({ id, verdict: 'allow', by: null });
  });

  it('to lines of one set is the same as to each alone, whatever stood before', () => {
    const policies = [[CART], [DRAFT], [CART, { ...CART, metadata: { name: 'b', namespace: 'shop' } }], []];
    const flows = ['/checkout', '/admin', '/cart/"policies":['].map((path) => flow(path));
    const lines = policies.flatMap((set) =>
      flows.flatMap((one) => [
        JSON.stringify({ policies: set, flow: one }),
        JSON.stringify({ flow: one, policies: set }, null, 1).replaceAll('\n', ' '),
        JSON.stringify({ flow: { ...one, policies: [] }, policies: set }),
      ]),
    );
    const answers = answersWith({ policies: null });
    for (const line of [...lines, ...lines.toReversed()]) {
      expect(answers.of(line)).toBe(answersWith({ policies: null }).of(line));
    }
  });

  it('is none to a coverage line', () => {
    const coverage = { coverage: { namespace: 'shop', workload: 'cart' }, from: 'x', to: 'y' };
    expect(answersWith().of(JSON.stringify(coverage))).toBe('');
  });

  it.each<[line: unknown, reason: string | RegExp]>([
    ['{"a":', /^it is no JSON: /],
    ['[]', 'the line is a list, not an object'],
    [{ ...flow('/'), protocol: 'udp' }, 'protocol is "udp", not one of http, grpc, tcp, tls'],
    [{ policies: [] }, 'flow is missing'],
    [{ policies: {}, flow: flow('/') }, 'policies is not a list'],
    [{ policies: [], flow: { protocol: 'http' } }, 'flow: destination is missing'],
    [
      { policies: [CART, { ...CART, kind: 'Pod' }], flow: flow('/') },
      /^policies\[1\]: Istio would refuse it: kind: /,
    ],
    [
      `{"flow":{},"policies":[${JSON.stringify({ ...CART, spec: 0 }).replace('0', DEEP)}]}`,
      'policies are nested too deeply',
    ],
    [`{"flow":{},"policies":${DEEP}}`, /^policies\[0\]: Istio would refuse it: This is no Kubernetes object/],
    [{ flow: flow('/'), workload: { labels: {} } }, 'workload.namespace is missing'],
    [{ flow: flow('/'), workload: 'shop' }, 'workload is "shop", not an object'],
    [
      { flow: flow('/'), workload: { namespace: 'a', service: { name: 'b' } } },
      'workload.service.namespace is missing',
    ],
    [{ flow: flow('/'), plane: 'x' }, 'plane is "x", not one of sidecar, gateway, waypoint, ztunnel'],
    [{ flow: flow('/'), trustDomain: 1 }, 'trustDomain is 1, not a string'],
    [{ flow: flow('/'), aliases: 'td' }, 'aliases is "td", not a list of strings'],
    [{ flow: flow('/'), pathNormalization: 'MAX' }, /^pathNormalization is "MAX", not one of NONE, BASE, /],
  ])('is none to a line that says so (%#)', (line, reason) => {
    expect(ask(line)).toEqual(typeof reason === 'string' ? reason : expect.stringMatching(reason));
  });

  it('needs policies from somewhere', () => {
    expect(ask(flow('/'), { policies: null })).toBe(
      'it carries no policies, and none are given with --policies',
    );
  });

  it('for people has no letters that steer a terminal', () => {
    const line = flow('/admin', { destination: { ...flow('').destination, workload: 'cart\u001b[2J\n' } });
    const text = answersWith({ output: 'table' }).of(JSON.stringify(line));
    expect(text?.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
    expect(text).toMatch(
      /^DENY {4}cluster\.local\/ns\/shop\/sa\/web → shop\/cart·\[2J·:8080 http GET \/admin\n/,
    );
  });
});
