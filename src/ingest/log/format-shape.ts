/** A byte's place says whether a value can hold it. */
export type Alphabet = Uint8Array;

/**
 * Whether a slice of a line's bytes, all of the alphabet, can be the value. It must not take longer for a
 * long one.
 */
export type FieldCheck = (line: Uint8Array, from: number, to: number) => boolean;

/** The form of an operator's values: what tells where in a line a value ends. */
export type Shape =
  /** Any text. `filled`: never empty, since Envoy prints what is empty as `-`. */
  | { readonly kind: 'free'; readonly filled: boolean }
  /** Bytes of an alphabet; at least `least`. */
  | {
      readonly kind: 'word';
      readonly alphabet: Alphabet;
      readonly least: 0 | 1;
      readonly check: FieldCheck;
    }
  | { readonly kind: 'time'; readonly form: TimeForm };

export type Word = Extract<Shape, { kind: 'word' }>;

/** The form of a strftime pattern's values, which may hold blanks, but a known number of them. */
export interface TimeForm {
  /** By byte: how many of it any value holds; -1 = that differs. */
  readonly counts: Int16Array;
  /** In bytes; least = most: always as many. */
  readonly least: number;
  readonly most: number;
}

export const FREE: Shape = { kind: 'free', filled: false };
export const FILLED: Shape = { kind: 'free', filled: true };

const ALPHANUMERIC = '0-9A-Za-z';

/** No blank, no control byte, no quote: a quoted neighbour would be a sign of a shifted line. */
export const TOKEN = word((byte) => byte > 32 && byte !== 127 && byte !== 34);
export const TOKEN_OR_NOTHING: Shape = { ...TOKEN, least: 0 };
export const INTEGER = word(range('0-9-'), isInteger);
export const SIGNED = word(range('0-9-'));
export const INTEGERS = word(range('0-9,-'));
export const CODE = word(range('0-9-'), isCode);
export const PROTOCOL = word(range('HTP/.0-9-'), isProtocol);
export const FLAGS = word(range('A-Z,-'), isFlags);
export const LONG_FLAGS = word(range(`${ALPHANUMERIC},_-`));
/** Names that no user chooses, and Kubernetes names. */
export const NAME = word(range(`${ALPHANUMERIC}._:/~-`));
export const NAME_OR_NOTHING: Shape = { ...NAME, least: 0 };
export const NAMES = word(range(`${ALPHANUMERIC}._:/~,-`));
/** RFC 9110 §5.6.2. */
export const METHOD = word(range(`${ALPHANUMERIC}!#$%&'*+.^_\`|~-`));
/** IP addresses, host names, paths of sockets, `envoy://listener/endpoint`. */
export const ADDRESS = word(range(`${ALPHANUMERIC}.:[]/@_~%+#*-`));
export const ADDRESSES = word(range(`${ALPHANUMERIC}.:[]/@_~%+#*,-`));
/** RFC 3986 §2; a certificate's names are joined by commas. */
export const URIS = word(range(`${ALPHANUMERIC}._~:/?#[]@!$&'()*+,;=%-`));
/** `outbound|80|v1|host`, `inbound|8080||;`. */
export const CLUSTER = word(
  (byte) => byte > 32 && byte !== 127 && !'",\'<>(){}='.includes(String.fromCharCode(byte)),
);
/** Envoy's own default: RFC 3339. */
export const DEFAULT_TIME = word(range('0-9TZ:.+-'));

function word(holds: (byte: number) => boolean, check: FieldCheck = () => true): Word {
  const alphabet = Uint8Array.from({ length: 256 }, (_, byte) => (holds(byte) ? 1 : 0));
  return { kind: 'word', alphabet, least: 1, check };
}

/** A regular expression's class, with its `-` at the end and its brackets as they are. */
function range(chars: string): (byte: number) => boolean {
  const expression = new RegExp(`^[${chars.replaceAll(/[\]\\[^]/g, '\\$&')}]$`);
  return (byte) => expression.test(String.fromCharCode(byte));
}

const DASH = 45;

function isDash(line: Uint8Array, from: number, to: number): boolean {
  return to - from === 1 && (line[from] as number) === DASH;
}

function isInteger(line: Uint8Array, from: number, to: number): boolean {
  if (isDash(line, from, to)) return true;
  if (to - from > 20) return false;
  for (let i = from; i < to; i++) if ((line[i] as number) === DASH) return false;
  return true;
}

/** 0 = no response began. */
function isCode(line: Uint8Array, from: number, to: number): boolean {
  if (to - from === 1) return (line[from] as number) === 48 || isDash(line, from, to);
  const first = line[from] as number;
  return to - from === 3 && first >= 49 && first <= 53 && isInteger(line, from, to);
}

const MAX_FLAGS = 256;

/** `-`, or short names as Envoy forms them. Newer Envoys know more of them than any list here would. */
function isFlags(line: Uint8Array, from: number, to: number): boolean {
  if (isDash(line, from, to)) return true;
  if (to - from > MAX_FLAGS) return false;
  let letters = 0;
  for (let i = from; i < to; i++) {
    const char = line[i] as number;
    if (char === 44 && letters > 0) letters = 0;
    else if (char >= 65 && char <= 90) letters++;
    else return false;
  }
  return letters > 0;
}

const PROTOCOLS = ['HTTP/1.1', 'HTTP/2', 'HTTP/1.0', 'HTTP/3', '-'].map((name) => Buffer.from(name));

function isProtocol(line: Uint8Array, from: number, to: number): boolean {
  for (let p = 0; p < PROTOCOLS.length; p++) {
    const protocol = PROTOCOLS[p] as Uint8Array;
    if (to - from === protocol.length && isAt(line, protocol, from)) return true;
  }
  return false;
}

/** Whether the bytes stand there. */
export function isAt(line: Uint8Array, bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < bytes.length; i++) if (line[at + i] !== bytes[i]) return false;
  return true;
}
