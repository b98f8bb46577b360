import type { Random } from '../oracle/random.ts';
import type { Life, TrueCluster } from './true-cluster.ts';

/**
 * A call that was really made: by the pod to cart, told by cart's log; or to the pod by web, told by web's own proxy.
 */
export interface TrueCall {
  readonly life: Life;
  readonly ip: string;
  readonly kind: 'line' | 'stream';
  /** ms: when it began, and when leastpath gets to know. */
  readonly startTime: number;
  readonly arrival: number;
}

/** Calls through the lives of all pods, many of them at the very edges. */
export function trueCalls(random: Random, { lives }: TrueCluster): TrueCall[] {
  return lives.flatMap((life) =>
    life.holds.flatMap(({ ip, from, to }) => {
      const length = Math.max(1, to - from);
      const inside = Array.from({ length: 2 + Math.floor(length / 8000) }, () => from + random.int(length));
      const edges = [1, 300, 900, 1400].flatMap((step) => [from + step, to - step]);
      const times = [...inside, ...edges].filter((time) => time >= from && time < to);
      return times.map((startTime): TrueCall => {
        const kind = random.chance(0.75) ? 'line' : 'stream';
        const late = kind === 'line' && random.chance(0.25);
        const arrival = startTime + 5 + random.int(late ? 300_000 : kind === 'line' ? 15_000 : 2000);
        return { life, ip, kind, startTime, arrival };
      });
    }),
  );
}
