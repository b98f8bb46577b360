/** What TLS to the API server is made with. */
export interface TlsMaterial {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsMaterial;
}

/** How a cluster's API server is reached. */
export interface ClusterAccess {
  /** URL without a path's last slash. */
  readonly server: string;
  /** For people, such as `https://10.96.0.1:443, in cluster`. */
  readonly from: string;
  /** The namespace that leastpath runs in; null = not in this cluster, as far as is known. */
  readonly ownNamespace: string | null;
  /** An HTTP proxy to go through; null = none. */
  readonly proxy: string | null;
  /** For a request that is made now. Throws where they can't be had: a file is gone, a plugin failed. */
  credentials(): Promise<Credentials>;
  /** They were refused (401): what is remembered of them is read anew. */
  refused(): void;
}

/** There is none, and why, in words that name the file and what to do. */
export interface NoCluster {
  readonly missing: string;
  /** None was asked for by name and none is there: no fault. */
  readonly none?: true;
}
