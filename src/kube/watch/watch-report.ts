import type { WatchState, WatchStatus } from '../../cluster-port.ts';
import type { LeftOut } from './held-objects.ts';
import { rbacRule } from './rbac-rule.ts';
import type { WatchedResource } from './resources.ts';

/** What is told of one watch. */
export interface WatchReport {
  heard(): void;
  /** Something is in the way; the state stays as it is. */
  hindered(why: string): void;
  enter(state: WatchState, why?: string): void;
  /** What is lacking though nothing is in the way; null = nothing. */
  lacking(why: string | null): void;
  state(): WatchState;
  status(): WatchStatus;
}

/** `changed`: the state is another one, or objects began or ceased to be left out. Not for each failed attempt. */
export function createWatchReport(
  resource: WatchedResource,
  leftOut: () => LeftOut,
  now: () => number,
  changed: (status: WatchStatus) => void,
): WatchReport {
  let state: WatchState = 'connecting';
  let why: string | null = null;
  let lacking: string | null = null;
  let heardAt: number | null = null;
  let told = 'connecting false';
  const status = (): WatchStatus => ({
    resource: resource.name,
    state,
    heardAt,
    why: why ?? leftOutWords(leftOut()) ?? lacking,
    rule: state === 'forbidden' ? rbacRule(resource) : null,
  });
  return {
    heard() {
      heardAt = now();
    },
    lacking(words) {
      lacking = words;
    },
    hindered(words) {
      why = words;
    },
    enter(next, words) {
      state = next;
      why = words ?? null;
      const telling = `${state} ${leftOut().count > 0}`;
      if (telling === told) return;
      told = telling;
      changed(status());
    },
    state: () => state,
    status,
  };
}

function leftOutWords({ count, example }: LeftOut): string | null {
  if (count === 0) return null;
  const those = count === 1 ? "1 object can't be read and is" : `${count} objects can't be read and are`;
  return `${those} left out: ${example}`;
}
