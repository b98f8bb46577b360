/** A pod's state as its kubelet and the API server know it; times are ms. */
export interface PodState {
  readonly index: number;
  readonly name: string;
  readonly uid: string;
  readonly hostNetwork: boolean;
  readonly createdAt: number;
  readonly phase: 'Pending' | 'Running' | 'Succeeded';
  readonly acknowledgedAt?: number;
  readonly ip?: string;
  readonly connected?: boolean;
  /** When `connected` became what it is. */
  readonly networkAt?: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly toldToGoAt?: number;
  /** s */
  readonly grace?: number;
}

/** The object that the API shows: times in whole seconds, cut. */
export function podJson(state: PodState) {
  const { index, name, uid, ip, connected, networkAt, startedAt, finishedAt, toldToGoAt, grace = 0 } = state;
  const status = connected ? 'True' : 'False';
  const network = { type: 'PodReadyToStartContainers', status, lastTransitionTime: cut(networkAt) };
  const running = { running: { startedAt: cut(startedAt) } };
  const over = { terminated: { startedAt: cut(startedAt), finishedAt: cut(finishedAt) } };
  const going = toldToGoAt === undefined ? undefined : toldToGoAt + grace * 1000;
  return {
    metadata: {
      name,
      namespace: 'shop',
      uid,
      labels: { app: `app-${index}` },
      creationTimestamp: cut(state.createdAt),
      ...(going === undefined ? {} : { deletionTimestamp: cut(going), deletionGracePeriodSeconds: grace }),
    },
    spec: { serviceAccountName: `sa-${index}`, hostNetwork: state.hostNetwork },
    status: {
      phase: state.phase,
      startTime: cut(state.acknowledgedAt),
      ...(networkAt === undefined ? {} : { conditions: [network] }),
      ...(ip === undefined ? {} : { podIP: ip, podIPs: [{ ip }] }),
      ...(startedAt === undefined ? {} : { containerStatuses: [{ state: finishedAt ? over : running }] }),
    },
  };
}

function cut(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
