import { isPathTemplate } from '../evaluate/path-template.ts';
import type { ValueLint } from './value-lint.ts';
import { quoted } from './value-words.ts';

/** T6: Istio takes it, and then every proxy that gets it dies, again and again. */
export const lintTemplateAborts: ValueLint = ({ attribute, value }, _policy, { plane }) => {
  if (attribute !== 'paths' || !isPathTemplate(value) || plane === 'ztunnel') return null;
  const [root, ...segments] = value.split('/');
  const inner = segments.at(-1) === '' ? segments.slice(0, -1) : segments;
  if (root === '' && inner.length > 0 && !inner.includes('')) return null;
  return {
    id: 'template-aborts-envoy',
    severity: 'critical',
    title: 'This path template makes Envoy abort',
    why:
      `${quoted(value)} passes Istio’s checks, but Envoy’s parser wants one slash in front ` +
      'and no empty segment, and ends the process where it finds otherwise: every selected proxy crashes, ' +
      'and again after each restart.',
    whatToDo: `Don’t apply it. Write it as ${quoted(repaired(value))}.`,
  };
};

function repaired(template: string): string {
  const segments = template.split('/').filter((segment) => segment !== '');
  return `/${segments.join('/')}`;
}

/** T4: the last slash is asked for. */
export const lintTemplateSlash: ValueLint = ({ attribute, value }) => {
  if (attribute !== 'paths' || !value.endsWith('{**}/')) return null;
  const open = value.slice(0, -1);
  return {
    id: 'template-needs-slash',
    severity: 'warning',
    title: 'This path template matches only paths that end in a slash',
    why:
      `${quoted(value)} asks for the final slash, so ${quoted(open.replace('{**}', 'a/b'))} doesn’t ` +
      'match.',
    whatToDo: `Write ${quoted(open)} if paths without a final slash are meant too.`,
  };
};
