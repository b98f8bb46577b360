import { ifNever } from './if-never.ts';
import type { ValueLint } from './value-lint.ts';
import { quoted } from './value-words.ts';

const POINTER = 'cluster.local';

/** S3 */
export const lintSpiffePrefix: ValueLint = ({ attribute, value, negated }, policy) => {
  if (attribute !== 'principals' || !value.startsWith('spiffe://')) return null;
  const { severity, so } = ifNever(policy, negated);
  return {
    id: 'spiffe-prefix',
    severity,
    title: 'A principal with spiffe:// never matches',
    why: `Istio puts spiffe:// in front itself, ${so}.`,
    whatToDo: `Write ${quoted(value.slice('spiffe://'.length))}.`,
  };
};

/** D3: only values of five parts are read with the mesh's own trust domain in mind. */
export const lintFourParts: ValueLint = ({ attribute, value, negated }, policy, { mesh = {} }) => {
  const [domain = '', ns, , star, ...rest] = value.split('/');
  if (attribute !== 'principals' || ns !== 'ns' || star !== '*' || rest.length > 0) return null;
  const own = mesh.trustDomain;
  const pointsElsewhere = domain === POINTER && own !== POINTER;
  const misses = pointsElsewhere || (domain === own && (mesh.aliases ?? []).length > 0);
  if (!misses) return null;
  const { severity, so } = ifNever(policy, negated);
  const where =
    own === undefined
      ? 'In a mesh whose trust domain isn’t cluster.local it matches nobody'
      : domain === own
        ? 'It misses the aliases of the trust domain'
        : `The mesh’s trust domain is ${own}, and it matches nobody`;
  return {
    id: 'four-part-principal',
    severity: own === undefined ? 'warning' : severity,
    title: 'The trust domain of this principal is taken literally',
    why:
      `${quoted(value)} has four parts, and only in values of five does Istio replace the trust ` +
      `domain. ${where}, ${so}.`,
    whatToDo: `Write ${quoted(value.replace(/\/\*$/, '/sa/*'))}.`,
  };
};

/** Z4: no pointer there. Only where the trust domain is known to be another. */
export const lintPointerOnZtunnel: ValueLint = (
  { attribute, value, negated },
  policy,
  { mesh = {}, plane },
) => {
  const { trustDomain } = mesh;
  if (attribute !== 'principals' || !value.startsWith(`${POINTER}/`) || policy.spec.targetRefs) return null;
  if (trustDomain === undefined || trustDomain === POINTER) return null;
  if (plane !== undefined && plane !== 'ztunnel') return null;
  const { severity, so } = ifNever(policy, negated);
  return {
    id: 'cluster-local-on-ztunnel',
    severity: plane === 'ztunnel' ? severity : 'info',
    title: 'ztunnel takes cluster.local literally',
    why:
      'Envoy reads cluster.local as the mesh’s own trust domain, ztunnel doesn’t. In ambient it ' +
      `matches nobody, ${so}.`,
    whatToDo: `Write ${quoted(`${trustDomain}${value.slice(POINTER.length)}`)}, or \`serviceAccounts\`.`,
  };
};
