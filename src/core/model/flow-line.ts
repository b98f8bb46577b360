import type { ServiceTarget } from './enforcement-point.ts';
import type { Labels, Plane } from './workload.ts';

/**
 * One observation in the portable form of traffic, as its JSON stands in a line. A key that isn't there was not
 * told: traffic reads a missing principal as an anonymous caller, `explain` as not known.
 */
export interface FlowLine {
  /** RFC 3339 */
  readonly time?: string;
  readonly reporter?: 'destination' | 'source';
  readonly source?: {
    readonly principal?: string | null;
    readonly anonymousReason?: string;
    readonly address?: string;
    /** The client after X-Forwarded-For; absent = `address`. */
    readonly remoteAddress?: string;
    readonly rollout?: string;
  };
  readonly destination: {
    readonly cluster?: string;
    readonly namespace?: string;
    readonly workload?: string;
    readonly labels?: Labels;
    readonly principal?: string;
    readonly address?: string;
    readonly port: number;
    readonly plane?: Plane | 'ztunnel';
    readonly service?: Omit<ServiceTarget, 'namespace'> & { readonly namespace?: string };
  };
  readonly protocol: 'http' | 'grpc' | 'tcp' | 'tls';
  readonly connection?: { readonly sni?: string | null };
  readonly request?: {
    readonly method?: string | null;
    /** As sent, query included. */
    readonly path?: string | null;
    readonly host?: string | null;
    /** A list = the header on several lines. */
    readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  };
  readonly outcome?: {
    readonly status?: number | null;
    readonly grpcStatus?: number | null;
    readonly bytesIn?: number;
    readonly bytesOut?: number;
    readonly flags?: readonly string[];
    readonly detail?: string;
    readonly rbac?: Readonly<Record<string, string>>;
  };
  readonly rollout?: string;
  /** Equal observations that the line stands for; absent = 1. */
  readonly count?: number;
}
