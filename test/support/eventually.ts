import { setTimeout as delay } from 'node:timers/promises';

/** Asks again until the answer is good; throws the last complaint when it never is. */
export async function eventually<T>(
  ask: () => Promise<T>,
  good: (answer: T) => boolean,
  within = 20_000,
): Promise<T> {
  const deadline = Date.now() + within;
  for (;;) {
    const answer = await ask();
    if (good(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`still not so: ${JSON.stringify(answer)}`);
    await delay(25);
  }
}
