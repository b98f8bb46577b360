import type { Inventory } from './core/model/inventory.ts';
import type { NamedLogTemplate } from './core/model/log-template.ts';
import { logTemplates } from './core/survey/log-templates.ts';
import { type OwnFormats, ownFormats } from './ingest/log/own-format.ts';

/** The formats in which a cluster's proxies write lines besides Istio's own. */
export function meshFormats(inventory: Inventory | null): OwnFormats {
  return ownFormats(templatesOf(inventory));
}

export interface FollowedFormats {
  /** What the cluster says now. */
  use(inventory: Inventory): void;
  now(): OwnFormats;
}

/** The formats of a cluster that changes: compiled anew only when it says others. */
export function followMeshFormats(): FollowedFormats {
  let said = '[]';
  let formats = ownFormats([]);
  return {
    use(inventory) {
      const templates = templatesOf(inventory);
      const text = JSON.stringify(templates);
      if (text === said) return;
      said = text;
      formats = ownFormats(templates);
    },
    now: () => formats,
  };
}

function templatesOf(inventory: Inventory | null): readonly NamedLogTemplate[] {
  const logging = inventory?.cluster?.logging;
  return logging ? logTemplates(logging) : [];
}
