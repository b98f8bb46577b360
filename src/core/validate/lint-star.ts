import { isPathTemplate } from '../evaluate/path-template.ts';
import { ifNever } from './if-never.ts';
import type { Attribute } from './stated-values.ts';
import type { ValueLint } from './value-lint.ts';
import { quoted } from './value-words.ts';

/** Where S1 holds: a star means something at one end only. */
const MATCHED: readonly Attribute[] = [
  'principals',
  'requestPrincipals',
  'hosts',
  'methods',
  'paths',
  'headers',
  'sni',
  'token',
];

/** S1: stars in the middle, or at both ends. */
export const lintLiteralStar: ValueLint = ({ attribute, value, negated }, policy) => {
  if (!MATCHED.includes(attribute) || (attribute === 'paths' && isPathTemplate(value))) return null;
  const rest = value.startsWith('*') ? value.slice(1) : value.endsWith('*') ? value.slice(0, -1) : value;
  if (!rest.includes('*')) return null;
  const { severity, so } = ifNever(policy, negated);
  const instead =
    attribute === 'paths'
      ? 'For a whole segment write {*}, for any number of them {**}'
      : 'Write several values, each with a star at one end at most';
  return {
    id: 'literal-star',
    severity,
    title: 'A star in this value is only a star',
    why:
      `In ${quoted(value)} a star counts as a pattern at one end only; elsewhere the text itself must ` +
      `have it, which hardly any has: ${so}.`,
    whatToDo: `${instead}.`,
  };
};

/** T10. Envoy was seen to refuse some 500. */
const MOST_STARS = 100;

export const lintManyStars: ValueLint = ({ attribute, value }) => {
  const stars = attribute === 'namespaces' ? value.split('*').length - 1 : 0;
  if (stars <= MOST_STARS) return null;
  return {
    id: 'too-many-stars',
    severity: 'critical',
    title: 'Envoy refuses a namespace pattern with so many stars',
    why:
      `${stars} stars make a regular expression too large for Envoy, which then keeps its old ` +
      'configuration.',
    whatToDo: 'List the namespaces.',
  };
};
