import { readFileSync } from 'node:fs';
import type { Express, RequestHandler } from 'express';
import { etagOf, matchesEtag } from './etag.ts';

const FILES = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/page/base.css': ['base.css', 'text/css; charset=utf-8'],
  '/page/page.css': ['page.css', 'text/css; charset=utf-8'],
  '/page/workloads.css': ['workloads.css', 'text/css; charset=utf-8'],
  '/page/workload.css': ['workload.css', 'text/css; charset=utf-8'],
  '/page/page.js': ['page.js', 'text/javascript; charset=utf-8'],
  '/page/api.js': ['api.js', 'text/javascript; charset=utf-8'],
  '/page/dom.js': ['dom.js', 'text/javascript; charset=utf-8'],
  '/page/format.js': ['format.js', 'text/javascript; charset=utf-8'],
  '/page/mesh.js': ['mesh.js', 'text/javascript; charset=utf-8'],
  '/page/workloads.js': ['workloads.js', 'text/javascript; charset=utf-8'],
  '/page/changes.js': ['changes.js', 'text/javascript; charset=utf-8'],
  '/page/workload.js': ['workload.js', 'text/javascript; charset=utf-8'],
  '/page/denied.js': ['denied.js', 'text/javascript; charset=utf-8'],
  '/page/icon.svg': ['icon.svg', 'image/svg+xml'],
} as const;

/**
 * The page: a closed list of files, so that no path can reach another one. Read once, when the app is made.
 */
export function servePage(app: Express): void {
  for (const [path, [file, type]] of Object.entries(FILES)) {
    app.get(path, pageFile(readFileSync(new URL(`./page/${file}`, import.meta.url), 'utf8'), type));
  }
}

function pageFile(content: string, type: string): RequestHandler {
  const etag = etagOf(content);
  return (req, res) => {
    res.setHeader('etag', etag);
    res.setHeader('cache-control', 'no-cache');
    if (matchesEtag(req.headers['if-none-match'], etag)) {
      res.status(304).end();
      return;
    }
    res.setHeader('content-type', type);
    res.end(content);
  };
}
