import { join } from 'node:path';
import { ROOT } from '../docs/repository-files.ts';

export const CHART = join(ROOT, 'deploy/helm/leastpath');
