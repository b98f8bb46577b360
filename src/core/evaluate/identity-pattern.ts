type Test = (principal: string) => boolean;

/**
 * S4: `namespaces` look for `/ns/NAMESPACE/` anywhere in the peer's identity, and a star in the value is any
 * text: the trust domain isn't asked for.
 */
export function namespacePattern(value: string): Test {
  const parts = `/ns/${value}/`.split('*');
  return (principal) => {
    // The first piece that fits leaves the most room for the rest, so no other has to be tried.
    const identity = `spiffe://${principal}`;
    let from = 0;
    for (const part of parts) {
      const at = identity.indexOf(part, from);
      if (at < 0) return false;
      from = at + part.length;
    }
    return true;
  };
}

/**
 * S5: `NAMESPACE/NAME`, or a name in the policy's own namespace, in any trust domain. More may stand between
 * the two and after them.
 */
export function serviceAccountPattern(value: string, policyNamespace: string): Test {
  const slash = value.indexOf('/');
  const namespace = `/ns/${slash < 0 ? policyNamespace : value.slice(0, slash)}/`;
  const account = `sa/${value.slice(slash + 1)}`;
  return (principal) => {
    // Of several places the first leaves the rest of them to what may stand between.
    const at = principal.indexOf(namespace, 1); // there is a trust domain before
    return at > 0 && namesAccount(principal.slice(at + namespace.length), account);
  };
}

function namesAccount(rest: string, account: string): boolean {
  for (let at = rest.indexOf(account); at >= 0; at = rest.indexOf(account, at + 1)) {
    const before = at === 0 || (at > 1 && rest[at - 1] === '/');
    const after = rest.slice(at + account.length);
    if (before && (after === '' || (after.startsWith('/') && after.length > 1))) return true;
  }
  return false;
}
