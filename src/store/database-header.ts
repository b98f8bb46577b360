/** "LPTH": tells our files from other SQLite databases. */
export const APPLICATION_ID = 0x4c505448;

export type HeaderVerdict =
  | { readonly kind: 'empty' }
  | { readonly kind: 'ours'; readonly version: number }
  | { readonly kind: 'newer'; readonly version: number }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'damaged'; readonly why: string };

const HEADER = 100;
const MAGIC = 'SQLite format 3\0';

/**
 * Judges a file by its first bytes, without opening it as a database (sqlite.org/fileformat2, §1.3).
 * @param head the first bytes of the file, at least 101 where it has as many
 * @param size bytes of the whole file
 * @param hasLog a write-ahead log lies beside it, which may hold pages that the file lacks
 * @param newest the newest schema version that this program knows
 */
export function judgeHeader(head: Uint8Array, size: number, hasLog: boolean, newest: number): HeaderVerdict {
  if (size === 0) return { kind: 'empty' };
  const magic = String.fromCharCode(...head.subarray(0, MAGIC.length));
  if (size <= HEADER || magic !== MAGIC) return { kind: 'foreign' };
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (view.getUint32(68) !== APPLICATION_ID) return { kind: 'foreign' };
  const version = view.getUint32(60);
  if (version > newest) return { kind: 'newer', version };
  const stored = view.getUint16(16);
  const pageSize = stored === 1 ? 65_536 : stored;
  if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0)
    return { kind: 'damaged', why: 'its page size is impossible' };
  const root = head[HEADER];
  if (root !== 0x0d && root !== 0x05) return { kind: 'damaged', why: 'its first page is no table' };
  if (!hasLog && size < pageSize * view.getUint32(28)) return { kind: 'damaged', why: 'its end is missing' };
  return { kind: 'ours', version };
}
