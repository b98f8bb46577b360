import { z } from 'zod';
import { labels, text, time } from './kube-object.ts';

/** What every object with a namespace has that is read here. */
export const named = z.object({ name: text, namespace: text.nullish(), labels, creationTimestamp: time });

/** Its place; a hand-written one may leave the namespace out, as `kubectl apply` does. */
export function placeOf({ name, namespace }: z.infer<typeof named>): { namespace: string; name: string } {
  return { namespace: namespace ?? 'default', name };
}

/** ms; null where nothing or no time is said. */
export function msOf(moment: string | Date | null | undefined): number | null {
  const ms = moment === null || moment === undefined ? Number.NaN : new Date(moment).getTime();
  return Number.isNaN(ms) ? null : ms;
}

/** An empty selector is none to a Service, a Telemetry and a PeerAuthentication, unlike to a policy. */
export function selectorOf(matchLabels: z.infer<typeof labels>): Readonly<Record<string, string>> | null {
  return matchLabels && Object.keys(matchLabels).length > 0 ? matchLabels : null;
}
