import { join } from 'node:path';
import { buildGoProgram } from '../go/build-go-program.ts';

/** Path of a program that is istiod (`discovery …`) and its agent (`agent proxy …`). */
export function buildIstiod(): Promise<string> {
  return buildGoProgram({
    name: 'istiod',
    sources: join(import.meta.dirname, '../../go/istiod'),
    // No -trimpath: what the oracle has compiled of Istio is used again.
    flags: ['-ldflags', '-s -w'],
  });
}
