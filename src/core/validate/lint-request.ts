import { ifNever } from './if-never.ts';
import type { ValueLint } from './value-lint.ts';
import { quoted } from './value-words.ts';

/** H1 */
export const lintPathInMethods: ValueLint = ({ attribute, value, negated }, policy) => {
  if (attribute !== 'methods' || !value.includes('/')) return null;
  const { severity, so } = ifNever(policy, negated);
  return {
    id: 'grpc-path-in-methods',
    severity,
    title: 'A gRPC method is a path, not a method',
    why: `The HTTP method of every gRPC call is POST, and ${quoted(value)} never is one, ${so}.`,
    whatToDo: `Move it to \`paths\`, written /package.Service/Method, and say POST in \`methods\`.`,
  };
};

/** S8 */
export const lintMethodCase: ValueLint = ({ attribute, value, negated }, policy) => {
  if (attribute !== 'methods' || value.includes('/') || !/[a-z]/.test(value)) return null;
  const { severity, so } = ifNever(policy, negated);
  return {
    id: 'lower-case-method',
    severity,
    title: 'A method in lower case doesn’t match',
    why:
      `Methods are compared as written, and clients send ${value.toUpperCase()}; over HTTP/1.1 ` +
      `nothing else passes, ${so}.`,
    whatToDo: `Write ${quoted(value.toUpperCase())}.`,
  };
};

/** S14 */
export const lintSniCase: ValueLint = ({ attribute, value, negated }, policy) => {
  if (attribute !== 'sni' || value === value.toLowerCase()) return null;
  const { severity, so } = ifNever(policy, negated);
  return {
    id: 'upper-case-sni',
    severity,
    title: 'An SNI with capitals never matches',
    why: `Envoy lower-cases the server name before it compares, ${so}.`,
    whatToDo: `Write ${quoted(value.toLowerCase())}.`,
  };
};

/** S7: the Host header carries the port unless it is the scheme's own. */
export const lintHostPort: ValueLint = ({ attribute, value, negated, withPort }, policy) => {
  if (attribute !== 'hosts' || value.endsWith('*') || /:[0-9]+$/.test(value)) return null;
  const isSuffix = value.startsWith('*');
  if (withPort.has(value.toLowerCase())) return null;
  const { severity, so } = ifNever(policy, negated);
  const sample = isSuffix ? `a${value.slice(1)}` : value;
  return {
    id: 'host-without-port',
    severity: severity === 'critical' ? 'critical' : 'info',
    title: 'This host doesn’t match when the client names a port',
    why: `${quoted(value)} is compared with the whole Host header: ${sample}:8080 doesn’t match, ${so} then.`,
    whatToDo: isSuffix
      ? `Add a value for each port that clients use, such as ${quoted(`${value}:8080`)}.`
      : `Add ${quoted(`${value}:*`)} to the list.`,
  };
};
