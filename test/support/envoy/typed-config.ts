export interface TypedConfig {
  readonly name: string;
  readonly typed_config: Readonly<Record<string, unknown>>;
}

/** An extension as Envoy's configuration names it; `message` is the protobuf name of `config`. */
export function typedConfig(name: string, message: string, config: object = {}): TypedConfig {
  return { name, typed_config: { '@type': `type.googleapis.com/${message}`, ...config } };
}
