import { Document } from 'yaml';
import { AppError } from '../app-error.ts';

/** A gateway by its namespace and the labels of its pods. */
export interface AskedGateway {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

const GATEWAY = /^([a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)\/(.+)$/;
const LABEL = /^([-._/A-Za-z0-9]+)=([-._A-Za-z0-9]+)$/;

/** `NAMESPACE/LABEL=VALUE,…`. Throws AppError `invalid`. */
export function gatewayOf(text: string): AskedGateway {
  const [, namespace = '', list = ''] = GATEWAY.exec(text) ?? [];
  const pairs = list.split(',').map((pair) => LABEL.exec(pair));
  if (namespace === '' || pairs.some((pair) => pair === null)) {
    throw new AppError('invalid', `"${text}" is no gateway`, {
      hint: 'write its namespace and the labels of its pods: istio-system/istio=ingressgateway',
    });
  }
  return { namespace, labels: Object.fromEntries(pairs.map((pair) => [pair?.[1], pair?.[2]])) };
}

/**
 * Telemetries by which gateways report what comes to them: to Istio all of a gateway's listeners are clients, so what
 * is asked of servers isn't asked of it. `keep`: providers that log today and shall go on.
 */
export function gatewayTelemetries(
  provider: string,
  gateways: readonly AskedGateway[],
  keep: readonly string[],
): Document[] {
  return gateways.map(({ namespace, labels }, index) => {
    const document = new Document({
      apiVersion: 'telemetry.istio.io/v1',
      kind: 'Telemetry',
      metadata: { name: nameOf(provider, labels), namespace },
      spec: {
        selector: { matchLabels: labels },
        accessLogging: [
          { match: { mode: 'CLIENT' }, providers: [provider, ...keep].map((name) => ({ name })) },
        ],
      },
    });
    if (index === 0) {
      document.commentBefore = [
        ' Send what comes to gateways: kubectl apply -f - of this part.',
        " CLIENT: to Istio a gateway's listeners are clients, and its callers are external.",
        ' Of several Telemetries that select the same pods only the oldest counts.',
        ' Take it back:',
        ...gateways.map(
          (one) => ` kubectl delete telemetry ${nameOf(provider, one.labels)} -n ${one.namespace}`,
        ),
      ].join('\n');
    }
    return document;
  });
}

function nameOf(provider: string, labels: AskedGateway['labels']): string {
  const value =
    Object.values(labels)[0]
      ?.toLowerCase()
      .replace(/[^a-z0-9]+/g, '-') ?? '';
  return `${provider}-${value}`.slice(0, 63).replace(/-+$/, '');
}
