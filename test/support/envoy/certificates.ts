import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import type { Principal } from '../../../src/core/model/principal.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 86_400_000;

/** Certificate chain and key of one identity: as PEM for Node, as files for Envoy. */
export interface Leaf {
  readonly cert: string;
  readonly key: string;
  readonly certFile: string;
  readonly keyFile: string;
}

export interface Certificates {
  /** PEM of the authority, and the file that holds it. */
  readonly ca: string;
  readonly caFile: string;
  /** Throws for a principal that wasn't asked for at the start: Envoy reads its files only once. */
  leaf(principal: Principal): Leaf;
}

/** An authority and one SPIFFE leaf per principal, written into `folder`, valid from yesterday for two days. */
export async function createCertificates(
  folder: string,
  principals: Iterable<Principal>,
): Promise<Certificates> {
  x509.cryptoProvider.set(webcrypto);
  const keys = await newKeys();
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'O=cluster.local',
    ...validity(),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  });
  const caFile = join(folder, 'ca.pem');
  const ca = authority.toString('pem');
  await writeFile(caFile, ca);

  const leaves = new Map<Principal, Leaf>();
  for (const principal of new Set(principals)) {
    const serial = (leaves.size + 2).toString(16).padStart(4, '0');
    leaves.set(principal, await issue(folder, principal, serial, authority, keys));
  }
  return {
    ca,
    caFile,
    leaf(principal) {
      const leaf = leaves.get(principal);
      if (leaf === undefined) throw new Error(`no certificate was made for ${principal}`);
      return leaf;
    },
  };
}

async function issue(
  folder: string,
  principal: Principal,
  serialNumber: string,
  authority: x509.X509Certificate,
  authorityKeys: webcrypto.CryptoKeyPair,
): Promise<Leaf> {
  const keys = await newKeys();
  const usages = [x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth];
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber,
    issuer: authority.subject,
    ...validity(),
    publicKey: keys.publicKey,
    signingKey: authorityKeys.privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      // Istio's certificates have an empty subject, so the name must be critical.
      new x509.SubjectAlternativeNameExtension([{ type: 'url', value: `spiffe://${principal}` }], true),
      new x509.ExtendedKeyUsageExtension(usages),
    ],
  });
  const base = join(folder, `${serialNumber}-${principal.replaceAll('/', '_')}`);
  const leaf = {
    cert: certificate.toString('pem'),
    key: await privatePem(keys.privateKey),
    certFile: `${base}.pem`,
    keyFile: `${base}.key`,
  };
  await Promise.all([
    writeFile(leaf.certFile, leaf.cert),
    writeFile(leaf.keyFile, leaf.key, { mode: 0o600 }),
  ]);
  return leaf;
}

function validity(): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - DAY), notAfter: new Date(now + DAY) };
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
}

async function privatePem(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${der.replace(/(.{64})/g, '$1\n').trimEnd()}\n-----END PRIVATE KEY-----\n`;
}
