/** What the CRD's schema says of one value, and how Istio's decoder reads it. */
export type Shape =
  | TextShape
  | { readonly type: 'action' }
  | { readonly type: 'list'; readonly of: Shape; readonly most?: number }
  | { readonly type: 'map'; readonly of: TextShape; readonly most: number }
  | ObjectShape;

export interface TextShape {
  readonly type: 'text';
  /** Characters. */
  readonly least?: number;
  readonly most?: number;
  readonly pattern?: RegExp;
  /** In words, what `pattern` asks for. */
  readonly words?: string;
}

export interface ObjectShape {
  readonly type: 'object';
  readonly fields: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
}
