import { holdingKey, type TextAtom, type ValueClass } from './atom.ts';
import { type Budget, pay } from './budget.ts';
import { textClasses } from './text-classes.ts';
import { HEADER_LINE_DOMAIN } from './text-domains.ts';

type Lines = ValueClass<readonly string[]>;

/**
 * What a header can be (S10): absent, one line, or several, of which any may match; so several hold together what
 * each holds alone. Fewest lines first.
 */
export function* headerClasses(
  atoms: readonly TextAtom[],
  joined: boolean,
  budget: Budget,
): Generator<ValueClass<readonly string[] | null>> {
  const seen = new Set(['']);
  yield { value: null, holding: new Set() };
  const single: Lines[] = [];
  const search = { domains: [HEADER_LINE_DOMAIN], usual: [], atoms, must: null, budget };
  for (const { value, holding } of textClasses(search)) {
    if (seen.has(holdingKey(holding))) continue;
    seen.add(holdingKey(holding));
    single.push({ value: [value], holding });
    yield { value: [value], holding };
  }
  if (joined) return; // Envoy makes one line of them
  // Grows while it is read: every combination is tried with one more line.
  const several = [...single];
  for (let at = 0; at < several.length; at++) {
    for (const line of single) {
      if (!pay(budget, 1 + line.holding.size)) return;
      const more = together(several[at]!, line);
      if (seen.has(holdingKey(more.holding))) continue;
      seen.add(holdingKey(more.holding));
      several.push(more);
      yield more;
    }
  }
}

function together(lines: Lines, line: Lines): Lines {
  return {
    value: [...lines.value, ...line.value],
    holding: new Set([...lines.holding, ...line.holding]),
  };
}
