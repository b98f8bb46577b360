import type { Explanation } from '../../src/core/explain/explanation.ts';
import { anonymous, known } from '../../src/core/model/caller.ts';
import type { DeniedCall, Named } from '../../src/core/model/denial.ts';
import type { Principal } from '../../src/core/model/principal.ts';
import type { JudgedDenial } from '../../src/core/review/judge-denials.ts';
import { NOW } from './fake-mesh.ts';

type Change = Partial<Pick<DeniedCall, 'method' | 'path' | 'sample' | 'count' | 'lastSeen' | 'protocol'>> &
  Partial<Pick<JudgedDenial<Explanation>, 'answer' | 'agrees'>> & {
    readonly named?: Partial<Named>;
    readonly dryRun?: boolean;
  };

const NEAREST: Explanation = {
  verdict: 'deny',
  by: null,
  why: 'no ALLOW rule matches: nearest is rule[0] of shop/callers, but the principal differs',
  nearest: {
    policy: 'shop/callers',
    rule: 0,
    mismatches: [
      {
        field: 'principals',
        expected: ['cluster.local/ns/shop/sa/web'],
        actual: 'cluster.local/ns/ops/sa/scanner',
        words: 'the principal differs',
      },
    ],
  },
};

/** For tests: a POST at checkout that no ALLOW policy matched; the evaluator says the same. */
export function denial(principal: string | null, change: Change = {}): JudgedDenial<Explanation> {
  const { method = 'POST', path = '/checkout', sample = null, count = 3, lastSeen = NOW - 60_000 } = change;
  const { named = {}, dryRun = false, protocol = 'http', answer = NEAREST, agrees = answer && true } = change;
  return {
    denied: {
      caller: principal === null ? anonymous('plaintext') : known(principal as Principal),
      ...{ port: 8080, protocol, grpc: false, method, path, sample, count, lastSeen },
      firstSeen: NOW - 86_400_000,
      denial: { policy: null, rule: null, filter: null, ...named, dryRun, admittedBy: null },
    },
    answer,
    agrees,
  };
}
