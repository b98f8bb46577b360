import { invalid, type Layer, type RawSetting, unknownName } from './raw-setting.ts';
import { SETTINGS } from './settings.ts';

const PREFIX = 'LEASTPATH_';

/**
 * Kubernetes puts such variables into every pod that shares a namespace with a Service named `leastpath` or
 * `leastpath-…`; they say nothing to this program, and a pod must not fail to start for them.
 */
const SERVICE_LINK =
  /^LEASTPATH(_[A-Z0-9_]+)?_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$/;

function isServiceLink(name: string, value: string): boolean {
  return SERVICE_LINK.test(name) || (name.endsWith('_PORT') && /^(tcp|udp|sctp):\/\//.test(value));
}

/**
 * `LEASTPATH_ALS_LISTEN` and its like → settings. Throws AppError `invalid` for one that is unknown or empty.
 */
export function readEnv(env: Readonly<Record<string, string | undefined>>): Layer {
  const keys = new Map(SETTINGS.map(({ variable, key }) => [variable, key]));
  const layer = new Map<string, RawSetting>();
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith(PREFIX) || value === undefined) continue;
    const origin = `env ${name}`;
    const key = keys.get(name);
    if (key === undefined) {
      if (isServiceLink(name, value)) continue;
      throw unknownName(name, 'environment', [...keys.keys()]);
    }
    if (value === '') throw invalid(`${key} is empty`, origin, 'give it a value or unset the variable');
    layer.set(key, { value, origin });
  }
  return layer;
}
