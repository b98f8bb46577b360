import type { Attribute } from './attribute.ts';
import { ANY_CHAR, without } from './char-set.ts';
import { any, type Pattern, text } from './pattern.ts';
import type { Reading } from './reading.ts';
import {
  hostLanguage,
  namespaceLanguage,
  parsedNamespaceLanguage,
  pathLanguage,
  principalLanguage,
  serviceAccountLanguage,
  trustDomainLanguage,
  type ValueLanguage,
  valueLanguage,
} from './value-language.ts';

/** What a value of a text attribute matches, as texts of its dimension. */
export function textLanguage(attribute: Attribute, value: string, reading: Reading): ValueLanguage {
  const parsed = reading.point.plane === 'ztunnel';
  switch (attribute.kind) {
    case 'principal':
      return principalLanguage(value);
    case 'namespace':
      return parsed ? parsedNamespaceLanguage(value) : namespaceLanguage(value);
    case 'serviceAccount':
      return serviceAccountLanguage(value);
    case 'trustDomain':
      return trustDomainLanguage(value);
    case 'host':
      return hostLanguage(value, reading.hostCase);
    case 'path':
      return reading.query ? withAnyQuery(pathLanguage(value)) : pathLanguage(value);
    case 'sni':
      return valueLanguage(value, 'not-empty');
    default:
      return valueLanguage(value, 'present');
  }
}

/** The texts of `:path` whose part before the query is in the language. */
function withAnyQuery(language: ValueLanguage): ValueLanguage {
  const patterns = typeof language === 'string' ? [text(language)] : language;
  return patterns.flatMap((pattern): Pattern[] => {
    const path = withoutQuestionMark(pattern);
    return path === null ? [] : [path, [...path, '?'.charCodeAt(0), any(ANY_CHAR)]];
  });
}

function withoutQuestionMark(pattern: Pattern): Pattern | null {
  if (pattern.includes('?'.charCodeAt(0))) return null;
  return pattern.map((step) =>
    typeof step === 'number' ? step : { set: without(step.set, '?'), many: step.many },
  );
}
