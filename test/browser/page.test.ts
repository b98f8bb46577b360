import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEFAULT_MESH } from '../../src/core/recommend/recommend-input.ts';
import { operationOf } from '../golden/recommend/operation-of.ts';
import { launchBrowser } from '../support/browser.ts';
import { report } from '../support/fake-mesh.ts';
import { type HttpWorld, httpWorld } from '../support/http-world.ts';
import { EVIL, shopMesh } from '../support/shop-mesh.ts';

// Scripts for the page are text: this program knows no DOM.
const WORST_CONTRAST = readFileSync(new URL('./worst-contrast.js', import.meta.url), 'utf8');

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

interface Opened extends AsyncDisposable {
  readonly world: HttpWorld;
  readonly page: Page;
  /** Console messages of warning and above, page errors, and requests that failed or went elsewhere. */
  readonly complaints: string[];
}

async function open(
  over: Parameters<typeof httpWorld>[0] & { hash?: string; width?: number } = {},
): Promise<Opened> {
  const { hash = '', width = 1500, ...options } = over;
  const world = await httpWorld({ mesh: shopMesh(), ...options });
  const page = await browser.newPage({ viewport: { width, height: 900 }, timezoneId: 'UTC' });
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() !== 'log') complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => void complaints.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(world.url)) complaints.push(`elsewhere: ${request.url()}`);
  });
  await page.goto(`${world.url}/${hash}`);
  await page.waitForSelector('#live[data-state="live"]');
  return {
    world,
    page,
    complaints,
    async [Symbol.asyncDispose]() {
      await page.close();
      await world[Symbol.asyncDispose]();
    },
  };
}

const rowOf = (page: Page, id: string) => page.locator(`#workloads tr[data-key="${id}"]`);

it('lists the workloads with state, callers and what is next', async () => {
  await using opened = await open();
  const { page, complaints } = opened;

  const checkout = rowOf(page, 'Kubernetes/shop/checkout');

  expect(await page.locator('#workloads tr').count()).toBe(7);
  expect(await checkout.locator('.chip').textContent()).toBe('learning');
  expect(await checkout.locator('.c-callers').innerText()).toMatch(/^4\s+1 anonymous$/);
  expect(await checkout.innerText()).toContain('on 28 March at the earliest');
  expect(await rowOf(page, 'Kubernetes/shop/catalogue').locator('.c-coverage').innerText()).toBe('> 99.9 %');
  expect(await page.locator('#tiles').innerText()).toContain('2 stable, 1 stabilising, 1 learning');
  expect(complaints).toEqual([]);
});

it('follows what happens, and keeps focus, selection and scroll position', async () => {
  await using opened = await open({ hash: '#callers/Kubernetes/shop/cart' });
  const { page, world, complaints } = opened;
  await page.locator('#workload pre').selectText();
  await rowOf(page, 'Kubernetes/shop/cart').focus();
  await page.evaluate('document.activeElement.sameAsBefore = true');
  await page.evaluate('scrollTo(0, 40)');

  world.mesh.reports.splice(1, 1, report('Kubernetes/bank/vault', 'drifting', { next: { ...NEXT } }));
  world.mesh.reports.unshift(report('Kubernetes/aaa/first', 'learning'));
  await page.waitForSelector('#workloads tr:nth-child(8)');

  expect(await rowOf(page, 'Kubernetes/bank/vault').innerText()).toContain('2 new edges');
  expect(await page.locator('#workloads tr').first().getAttribute('data-key')).toBe('Kubernetes/aaa/first');
  expect(await page.evaluate('document.activeElement.sameAsBefore')).toBe(true);
  expect(await page.evaluate('String(getSelection())')).toContain('kind: AuthorizationPolicy');
  expect(await page.evaluate('scrollY')).toBe(40);
  expect(complaints).toEqual([]);
});
const NEXT = { callers: '2 new edges since stable', methods: '', paths: '' };

it('says when the server is gone, and comes back by itself', async () => {
  await using opened = await open();
  const { page } = opened;

  await page.route('**/api/**', (route) => route.abort());
  await page.waitForSelector('#live[data-state="lost"]');
  expect(await page.locator('#live').textContent()).toBe('no answer, trying again');
  expect(await page.locator('#workloads tr').count()).toBe(7);

  await page.unroute('**/api/**');
  await page.waitForSelector('#live[data-state="live"]');
});

it('offers a stable policy as it is, anything else as a draft that says so', async () => {
  await using opened = await open();
  const { page } = opened;
  const text = async (id: string) => {
    const link = rowOf(page, id).locator('a');
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    return [await link.innerText(), download.suggestedFilename(), Buffer.concat(chunks).toString()];
  };

  const stable = await text('Kubernetes/shop/cart');
  const draft = await text('Kubernetes/bank/ledger');

  expect(stable).toEqual([
    'policy.yaml',
    'leastpath-cart.yaml',
    expect.stringContaining('name: leastpath-cart\n'),
  ]);
  expect(draft).toEqual([
    'draft',
    'leastpath-ledger-draft.yaml',
    expect.stringContaining('istio.io/dry-run: "true"'),
  ]);
  expect(await rowOf(page, 'Kubernetes/bank/vault').locator('a').isVisible()).toBe(false);
  expect(await page.locator('#workload').innerText()).toContain('Choose a workload');
});

it('is worked by keys alone', async () => {
  await using opened = await open();
  const { page } = opened;

  await page.locator('#find').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  await page.waitForURL('**/#methods');
  await page.keyboard.press('Tab');
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');

  await page.waitForSelector('#workload .gates-list');
  expect(await page.locator('#workload h2').innerText()).toContain('shop/checkout');
  expect(await page.locator('tr[aria-selected="true"]').getAttribute('data-key')).toBe(
    'Kubernetes/shop/checkout',
  );
  expect(page.url()).toMatch(/#methods\/Kubernetes\/shop\/checkout$/);
});

it('shows the gates that fail, who calls and the draft, at the asked detail', async () => {
  await using opened = await open({ hash: '#paths/Kubernetes/shop/checkout' });
  const { page, complaints } = opened;
  await page.waitForSelector('#workload pre');

  const failing = await page.locator('.gates-list [data-passed="false"]').allInnerTexts();
  const callers = await page.locator('.edges tbody tr').allInnerTexts();

  expect(failing.map((text) => text.replace(/\s+/g, ' '))).toEqual([
    expect.stringMatching(/age 6\.5 of 14 covered days clears 27 Mar 2026, 22:00$/),
    expect.stringMatching(/weekdays /),
    expect.stringMatching(/anonymous 41 anonymous requests/),
  ]);
  expect(callers).toEqual([
    expect.stringContaining('anonymous: plaintext'),
    expect.stringMatching(/ops\/sa\/scanner\s*no evidence.*318/s),
    expect.stringContaining('thin'),
    expect.stringContaining('8080/http POST /checkout/{*}'),
  ]);
  expect(await page.locator('.draft-mark').innerText()).toBe('draft: denies nothing');
  expect(complaints).toEqual([]);
});

it('shows what was denied, by what, and what the deployed policies say', async () => {
  await using opened = await open({ hash: '#paths/Kubernetes/shop/checkout' });
  const { page, complaints } = opened;
  await page.waitForSelector('.denied-list li');

  const items = (await page.locator('.denied-list li').allInnerTexts()).map((item) =>
    item.replace(/\s+/g, ' '),
  );

  expect(items).toEqual([
    expect.stringMatching(/^anonymous: plaintext .* The proxy jwt_authn_access_denied{Jwt_is_missing}$/),
    expect.stringMatching(
      /scanner 8080\/http GET .* 318 × .* The proxy no ALLOW policy matches The policies ✓ the same deny: .* Nearest shop\/callers rule\[0]$/,
    ),
    expect.stringMatching(
      /web .* The proxy shop\/no-admin rule\[2] The policies ✗ otherwise allow: no policy is attached$/,
    ),
    expect.stringMatching(/cart ?on trial: let through 8080\/http POST \/pay\/{\*} \(as \/pay\/7\)/),
  ]);
  expect(await page.locator('#workload').innerText()).toContain('12 more denied calls');
  expect(await page.locator('main img, main script').count()).toBe(0);
  expect(complaints).toEqual([]);

  await rowOf(page, 'Kubernetes/shop/cart').click();
  await page.locator('#workload h2', { hasText: 'cart' }).waitFor();
  expect(await page.locator('#workload').innerText()).not.toMatch(/denied calls/i);
});

it('shows what the policy would change in effect, with a call for each difference', async () => {
  const mesh = shopMesh();
  const id = 'Kubernetes/shop/cart';
  const judged = (verdict: 'allow' | 'deny', rule: number | null) => ({
    verdict,
    by: rule === null ? null : { policy: 'shop/all', rule },
  });
  const operation = operationOf({ from: 'cluster.local/ns/shop/sa/web', path: EVIL, ok: 1200 });
  const point = {
    plane: 'sidecar',
    namespace: 'shop',
    labels: {},
    service: null,
    mesh: DEFAULT_MESH,
  } as const;
  const witness = { chain: 'http', port: 8080, principal: null, method: 'GET', path: EVIL } as const;
  const workload = { cluster: 'Kubernetes', namespace: 'shop', name: 'cart' };
  const denied = {
    change: 'newly-denied',
    witness,
    point,
    from: judged('allow', 0),
    to: judged('deny', null),
  } as const;
  mesh.changes.set(id, {
    changes: {
      equal: false,
      differences: [
        { ...denied, flows: [{ operation, path: EVIL }] },
        { ...denied, flows: [] },
      ],
      undecided: ['a token decides'],
    },
    workload,
    why: null,
  });
  await using opened = await open({ mesh, hash: `#callers/${id}` });
  const { page, complaints } = opened;
  const changes = page.locator('.changes');

  expect(await changes.locator('li').allTextContents()).toEqual([
    `Newly denied a caller without identity → shop/cart:8080 GET ${EVIL}before: allow by shop/all, rule 0; after: no rule allows it; 1 recorded operation, 1,200 requests`,
    `Newly denied a caller without identity → shop/cart:8080 GET ${EVIL}before: allow by shop/all, rule 0; after: no rule allows it; no recorded call`,
  ]);
  expect(await changes.locator('p').last().textContent()).toBe('Not decided: a token decides');

  await page.goto(`${opened.world.url}/#callers/Kubernetes/shop/checkout`);
  await changes.getByText('No policy is listed.').waitFor();

  mesh.changes.set('Kubernetes/shop/checkout', {
    changes: { equal: true, differences: [], undecided: [] },
    workload,
    why: null,
  });
  await changes.getByText('Nothing: every call').waitFor();
  expect(complaints).toEqual([]);
});

it('copies the YAML, or selects it where there is no clipboard', async () => {
  await using opened = await open({ hash: '#callers/Kubernetes/shop/cart' });
  const { page, world } = opened;
  const button = page.getByRole('button', { name: 'Copy' });

  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: world.url });
  await button.click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  const copied = await page.evaluate('navigator.clipboard.readText()');

  expect(copied).toBe(await page.locator('#workload pre').textContent());
  await button.waitFor();
  await page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
  await button.click();
  await page.getByRole('button', { name: 'Selected' }).waitFor();
  expect(await page.evaluate('String(getSelection())')).toContain('kind: AuthorizationPolicy');
});

it('shows hostile names as text and runs nothing of them', async () => {
  const mesh = shopMesh();
  mesh.reports.push(report(`Kubernetes/${'<b>'}/${EVIL.replaceAll('/', '')}`, 'stable', { next: all(EVIL) }));
  await using opened = await open({ mesh, hash: '#paths/Kubernetes/shop/checkout' });
  const { page, complaints } = opened;
  await page.waitForSelector('.edges tbody tr');

  const shown = await page.locator('.edges').innerText();
  await page.locator('#workloads tr').first().click();
  await page.locator('#workload h2', { hasText: 'onerror' }).waitFor();

  expect(shown).toContain(`/${EVIL}`);
  expect(await page.locator('#workloads').innerText()).toContain(EVIL);
  expect(await page.locator('main img, main script, main b b').count()).toBe(0);
  expect(await page.evaluate("'hacked' in window")).toBe(false);
  expect(complaints).toEqual([]);
});
const all = (text: string) => ({ callers: text, methods: text, paths: text });

it('refuses scripts that were written into the page', async () => {
  await using opened = await open();
  const { page, complaints } = opened;

  const html = '<img src="https://elsewhere.example/x.png" onerror="window.hacked=1">';
  await page.evaluate(`document.body.insertAdjacentHTML('beforeend', '${html}')`);
  await page.waitForTimeout(200);

  expect(await page.evaluate("'hacked' in window")).toBe(false);
  expect(complaints.join()).toMatch(/Content Security Policy/);
});

it('warns of scaled time, open telemetry and parts that are not ready', async () => {
  const parts = [{ name: 'als', ready: false, needed: true, why: 'address in use' }];
  await using scaled = await open({
    facts: { timeUnit: 2000, unauthenticated: true },
    readiness: () => ({ ready: false, parts }),
  });
  await using real = await open();

  expect(await scaled.page.locator('.banner').allInnerTexts()).toEqual([
    expect.stringContaining('One day of learning lasts 2s'),
    expect.stringContaining('Telemetry is not authenticated'),
    expect.stringMatching(/Not ready: als address in use/),
  ]);
  expect(await real.page.locator('.banner').count()).toBe(0);
});

it('finds workloads by name and says what an empty list means', async () => {
  await using opened = await open();
  const { page, world } = opened;

  await page.locator('#find').fill('ledg');
  await expect.poll(() => page.locator('#workloads tr').count()).toBe(1);
  await page.locator('#find').fill('nothing');
  await page.getByText('No workload has such a name.').waitFor();
  world.mesh.reports.length = 0;
  world.mesh.counters.length = 0;
  await page.locator('#find').fill('');

  await page.getByText('No telemetry has arrived yet.').waitFor();
});

it.each([360, 800, 1280, 1600])('fits a window of %d pixels', async (width) => {
  await using opened = await open({ width, hash: '#paths/Kubernetes/shop/checkout' });
  await opened.page.waitForSelector('#workload pre');

  expect(await opened.page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(
    0,
  );
});

it.each(['light', 'dark'] as const)('is readable in %s', async (colorScheme) => {
  await using opened = await open({ hash: '#paths/Kubernetes/shop/checkout' });
  await opened.page.emulateMedia({ colorScheme });
  await opened.page.waitForSelector('#workload pre');

  const worst = await opened.page.evaluate<{ contrast: number; text: string }>(WORST_CONTRAST);

  expect(worst.contrast, worst.text).toBeGreaterThan(3);
});
