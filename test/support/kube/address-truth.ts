/** One pod's hold on one address: `[from, to)`, ms. */
interface Hold {
  readonly uid: string;
  readonly from: number;
  to: number;
}

/** Who really had which address when, as those who gave them out wrote it down. */
export interface AddressTruth {
  given(address: string, uid: string): void;
  returned(address: string, uid: string): void;
  /** It had the address then. */
  had(address: string, uid: string | undefined, time: number): boolean;
  /** What is over, in no order. */
  past(): readonly {
    readonly address: string;
    readonly uid: string;
    readonly from: number;
    readonly to: number;
  }[];
}

export function addressTruth(): AddressTruth {
  const holds = new Map<string, Hold[]>();
  const of = (address: string) => {
    const known = holds.get(address) ?? [];
    holds.set(address, known);
    return known;
  };
  return {
    given: (address, uid) => void of(address).push({ uid, from: Date.now(), to: Number.POSITIVE_INFINITY }),
    returned(address, uid) {
      for (const hold of of(address)) {
        if (hold.uid === uid && hold.to === Number.POSITIVE_INFINITY) hold.to = Date.now();
      }
    },
    had: (address, uid, time) =>
      of(address).some((hold) => hold.uid === uid && hold.from <= time && time <= hold.to),
    past: () =>
      [...holds].flatMap(([address, all]) =>
        all.filter(({ to }) => to < Number.POSITIVE_INFINITY).map((hold) => ({ address, ...hold })),
      ),
  };
}
