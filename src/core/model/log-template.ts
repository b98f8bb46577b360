/** A format in which proxies write access-log lines, as the mesh's configuration has it: Envoy's format language. */
export type LogTemplate =
  /** `omitsEmpty`: what is missing is left out, and not written as `-`. */
  | { readonly kind: 'text'; readonly text: string; readonly omitsEmpty?: boolean }
  | { readonly kind: 'json'; readonly fields: JsonTemplate };

/** Values are format strings; what is no string stands in each line as it is. */
export interface JsonTemplate {
  readonly [key: string]: JsonTemplateValue;
}

export type JsonTemplateValue =
  | string
  | number
  | boolean
  | null
  | JsonTemplate
  | readonly JsonTemplateValue[];

/** A template, and where it stands: `meshConfig.accessLogFormat`, `extensionProviders[NAME]`. */
export interface NamedLogTemplate {
  readonly name: string;
  readonly template: LogTemplate;
}
