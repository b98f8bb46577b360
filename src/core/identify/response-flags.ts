/**
 * What a flag or a text says of an exchange. `cut`: somebody ended it, so only a response that had begun
 * proves that it worked. `by-code`: nothing, the status decides.
 */
export type OutcomeClass = 'evidence' | 'failed' | 'denied' | 'unknown' | 'cut' | 'junk' | 'by-code';

/** Envoy's short names (RESPONSE_FLAGS); a name that isn't here says nothing. */
const CLASS_OF_FLAG = new Map<string, OutcomeClass>([
  ...each('failed', 'UH', 'UF', 'UO', 'NC', 'DF', 'NFCF', 'OM', 'URX'),
  ...each('failed', 'UT', 'UR', 'UC', 'UPE'),
  ...each('failed', 'NR', 'RL', 'RLSE', 'DO', 'UDO'),
  ...each('denied', 'UAEX'),
  ...each('cut', 'DC', 'DR', 'LR', 'SI', 'DT', 'UMSDR'),
  ...each('unknown', 'FI'),
  ...each('by-code', 'DI'),
  ...each('evidence', 'RFCF'),
  ...each('junk', 'LH', 'IH', 'DPE'),
]);

/** Of several flags the one that proves most against the exchange speaks: `UF,URX`, `UC,DC`. */
const STRENGTH: readonly OutcomeClass[] = [
  'denied',
  'failed',
  'junk',
  'unknown',
  'cut',
  'evidence',
  'by-code',
];

/** The class of all flags of a record together; `by-code` when there are none. */
export function classOfFlags(flags: readonly string[]): OutcomeClass {
  let strongest: OutcomeClass = 'by-code';
  for (const flag of flags) {
    const one = CLASS_OF_FLAG.get(flag);
    if (one !== undefined && STRENGTH.indexOf(one) < STRENGTH.indexOf(strongest)) strongest = one;
  }
  return strongest;
}

function each(kind: OutcomeClass, ...flags: readonly string[]): [string, OutcomeClass][] {
  return flags.map((flag) => [flag, kind]);
}
