import { type IpBlock, parseIpBlock } from '../evaluate/ip-block.ts';
import { ifNever } from './if-never.ts';
import type { ValueLint } from './value-lint.ts';
import { quoted } from './value-words.ts';

/** S12 */
export const lintMappedBlock: ValueLint = ({ attribute, value, negated }, policy) => {
  if (attribute !== 'ipBlocks' && attribute !== 'remoteIpBlocks' && attribute !== 'destinationIp')
    return null;
  const block = parseIpBlock(value);
  if (block === null || !isMappedBlock(block)) return null;
  const { severity, so } = ifNever(policy, negated);
  const bits = block.bits - 96;
  const plain = block.bytes.slice(12).join('.');
  return {
    id: 'mapped-ip-block',
    severity,
    title: 'An IPv4 peer never matches a block written as IPv6',
    why:
      `${quoted(value)} is IPv4 in IPv6 notation, and IPv4 addresses are compared with IPv4 blocks ` +
      `only, ${so}.`,
    whatToDo:
      bits < 0 ? 'Write the IPv4 block.' : `Write ${quoted(bits === 32 ? plain : `${plain}/${bits}`)}.`,
  };
};

/** An IPv4 address written as IPv6. */
function isMappedBlock({ bytes }: IpBlock): boolean {
  return bytes.length === 16 && bytes.slice(0, 12).every((byte, at) => byte === (at < 10 ? 0 : 255));
}

/** S12: a note. */
export const lintRemoteBlock: ValueLint = ({ attribute, value }, _policy, { plane }) => {
  if (attribute !== 'remoteIpBlocks' || plane === 'gateway' || plane === 'ztunnel') return null;
  return {
    id: 'forwarded-address',
    severity: 'info',
    title: 'The client’s address comes from a header',
    why:
      `${quoted(value)} is compared with the address after X-Forwarded-For: on a sidecar that is the ` +
      'header’s last entry, or the direct peer where there is none, so it hangs on the proxies in front.',
    whatToDo: 'Guard it on the gateway, where the trusted hops are configured, or use `ipBlocks`.',
  };
};
