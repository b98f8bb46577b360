/** Letters of Kubernetes' generated names. */
const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/**
 * What Kubernetes makes of an owner's name: `cart-6d4cf56db6-x2k9p`, where the middle is the ReplicaSet's revision.
 * The same every time.
 */
export function deploymentPod(owner: string, revision = '6d4cf56db6'): string {
  return `${owner}-${revision}-${suffix(owner + revision)}`;
}

/** Of a CronJob: the middle is its scheduled minute. */
export function jobPod(owner: string, minute = 29_401_920): string {
  return `${owner}-${minute}-${suffix(owner)}`;
}

function suffix(name: string): string {
  let sum = 7;
  let text = '';
  for (let index = 0; index < 5; index += 1) {
    for (const character of name) sum = (sum * 31 + character.charCodeAt(0) + index) % 65_521;
    text += LETTERS[sum % LETTERS.length];
  }
  return text;
}
