import type { Edge } from '../model/edge.ts';
import type { Finding } from '../model/finding.ts';
import { type Principal, principalParts } from '../model/principal.ts';
import { type Workload, workloadOfId } from '../model/workload.ts';
import { isProved } from './edge-words.ts';
import { listed } from './listed.ts';
import type { ClusterSurvey } from './survey-of.ts';

/** Workloads under one service account from which granting to all of them is more than a detail. */
const MANY = 4;

/** Y5: a grant goes to a service account, and so to every workload that runs under it. */
export function accountFindings(
  { key }: Workload,
  edges: readonly Edge[],
  { accounts }: ClusterSurvey,
): Finding[] {
  const callers = new Set(edges.filter(isProved).flatMap(({ caller }) => caller.principal ?? []));
  const shared = [...callers].flatMap((principal) => {
    const { namespace, serviceAccount } = principalParts(principal);
    const users = accounts.get(`${namespace}/${serviceAccount}`);
    return users !== undefined && users.size > 1 ? [{ principal, serviceAccount, users }] : [];
  });
  const grave = shared.some(
    ({ serviceAccount, users }) => serviceAccount === 'default' || users.size >= MANY,
  );
  return listed(
    key,
    shared.map(({ principal, users }) => sharedWords(principal, [...users])),
    {
      id: 'shared-service-account',
      severity: grave ? 'warning' : 'info',
      title: 'Callers share their service account with other workloads',
      why: 'Policies know callers by service account: what one may do, all that run under it may do.',
      whatToDo: 'Give each caller a service account of its own before enforcing; never use default for one.',
    },
  );
}

function sharedWords(principal: Principal, users: readonly Parameters<typeof workloadOfId>[0][]): string {
  const names = users
    .map(workloadOfId)
    .map(({ namespace, name }) => `${namespace}/${name}`)
    .toSorted();
  const more = names.length > 5 ? `, … (${names.length})` : '';
  return `${principal}: ${names.slice(0, 5).join(', ')}${more}`;
}
