import type { AuthorizationPolicy } from '../model/policy.ts';
import { lintAction } from './lint-action.ts';
import { lintMappedBlock, lintRemoteBlock } from './lint-address.ts';
import { lintAmbient } from './lint-ambient.ts';
import { lintEmptySelector, lintGatewayReach, lintTargetRefs } from './lint-attachment.ts';
import { lintPath } from './lint-path.ts';
import { lintFourParts, lintPointerOnZtunnel, lintSpiffePrefix } from './lint-principal.ts';
import { lintHostPort, lintMethodCase, lintPathInMethods, lintSniCase } from './lint-request.ts';
import { lintDuplicateRules, lintEmptyLists, lintNegativeSources } from './lint-rules.ts';
import { lintSize } from './lint-size.ts';
import { lintLiteralStar, lintManyStars } from './lint-star.ts';
import { lintTcp } from './lint-tcp.ts';
import { lintTemplateAborts, lintTemplateSlash } from './lint-template.ts';
import { lintVersion } from './lint-version.ts';
import type { LintContext, PolicyFinding } from './policy-finding.ts';
import { statedValues } from './stated-values.ts';
import type { PolicyLint, ValueLint } from './value-lint.ts';

const VALUE_LINTS: readonly ValueLint[] = [
  lintTemplateAborts, // before anything else: it takes proxies down
  lintLiteralStar,
  lintManyStars,
  lintSpiffePrefix,
  lintFourParts,
  lintPointerOnZtunnel,
  lintPathInMethods,
  lintMethodCase,
  lintSniCase,
  lintPath,
  lintTemplateSlash,
  lintHostPort,
  lintMappedBlock,
  lintRemoteBlock,
];

const POLICY_LINTS: readonly PolicyLint[] = [
  lintEmptyLists,
  lintNegativeSources,
  lintTcp,
  lintAmbient,
  lintEmptySelector,
  lintGatewayReach,
  lintTargetRefs,
  lintAction,
  lintDuplicateRules,
  lintSize,
  lintVersion,
];

const RANK = { critical: 0, warning: 1, info: 2 };
const SHOWN_PLACES = 3;

/**
 * What Istio takes and yet doesn't do as it reads; worst first, equal ones as one with its first place. The
 * policy must be one that `validatePolicy` accepts.
 */
export function lintPolicy(policy: AuthorizationPolicy, context: LintContext = {}): readonly PolicyFinding[] {
  const values = statedValues(policy);
  const found = [
    ...VALUE_LINTS.flatMap((lint) =>
      values.flatMap((stated) => {
        const finding = lint(stated, policy, context);
        return finding === null ? [] : [{ ...finding, path: stated.path }];
      }),
    ),
    ...POLICY_LINTS.flatMap((lint) => lint(policy, context)),
  ];
  return grouped(found).toSorted((a, b) => RANK[a.severity] - RANK[b.severity]);
}

/** Findings of the same kind as one that names the other places. */
function grouped(findings: readonly PolicyFinding[]): PolicyFinding[] {
  const groups = new Map<string, PolicyFinding[]>();
  for (const finding of findings) {
    const key = `${finding.id} ${finding.severity} ${finding.title}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined || others.length === 0) return first === undefined ? [] : [first];
    const shown = others.slice(0, SHOWN_PLACES).map(({ path }) => path);
    const more = others.length > SHOWN_PLACES ? ` and ${others.length - SHOWN_PLACES} more places` : '';
    return [{ ...first, why: `${first.why} The same at ${shown.join(', ')}${more}.` }];
  });
}
