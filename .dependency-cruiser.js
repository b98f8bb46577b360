// Who may import whom. Each rule says why; test/boundaries.test.ts plants a violation of each.
const stages = [
  'model',
  'identify',
  'aggregate',
  'learn',
  'evaluate',
  'explain',
  'validate',
  'compare',
  'survey',
  'recommend',
  'review',
  'render',
];
const leftOf = (stage) => `^src/core/(${stages.slice(0, stages.indexOf(stage) + 1).join('|')})/`;
const adapters = 'ingest|kube|store|http|telemetry|config';
const notTest = '[.]test[.]ts$';

export default {
  forbidden: [
    {
      name: 'core-is-pure',
      comment: 'Core decides and does nothing else: no clock, no I/O, no packages.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: `^src/core/render/|${notTest}` },
      to: { pathNot: '^src/core/' },
    },
    {
      name: 'render-prints-yaml-only',
      comment:
        'Stable YAML with comments is what the yaml package is for; render needs nothing else from outside.',
      severity: 'error',
      from: { path: '^src/core/render/', pathNot: notTest },
      to: { pathNot: '^src/core/|^node_modules/yaml/' },
    },
    // The last stage has nothing to its right.
    ...stages.slice(0, -1).map((stage) => ({
      name: `core-${stage}-looks-left`,
      comment: 'The folder list is the path of the data; a stage knows only those before it.',
      severity: 'error',
      from: { path: `^src/core/${stage}/`, pathNot: notTest },
      to: { path: '^src/core/', pathNot: leftOf(stage) },
    })),
    {
      name: 'ports-are-types-of-core',
      comment:
        'ports.ts says what the shell needs in the words of core; an adapter type there would bind all to it.',
      severity: 'error',
      from: { path: '^src/(ports|cluster-port)[.]ts$' },
      to: { pathNot: '^src/core/' },
    },
    {
      name: 'adapters-do-not-know-each-other',
      comment: 'Adapters meet in app.ts through ports; otherwise none can be replaced or tested alone.',
      severity: 'error',
      from: { path: `^src/(${adapters})/`, pathNot: notTest },
      to: { path: `^src/(${adapters}|pipeline|cli|web|app[.]ts)`, pathNot: '^src/$1/' },
    },
    {
      name: 'pipeline-owns-time-not-parts',
      comment: 'The pipeline orders the stages; it gets its adapters through ports and needs no package.',
      severity: 'error',
      from: { path: '^src/pipeline/', pathNot: notTest },
      to: { pathNot: '^src/(pipeline|core)/|^src/(ports|app-error)[.]ts$|^(node:)?timers' },
    },
    {
      name: 'only-app-wires',
      comment: 'One place knows all the parts; elsewhere an adapter is an interface.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: `^src/((app|engine|offline|inventory-source|mesh-formats)[.]ts|cli/|(${adapters})/)|${notTest}`,
      },
      to: { path: `^src/(${adapters})/` },
    },
    {
      name: 'migrations-are-frozen',
      comment:
        "A migration speaks to the database of its day, so it may know Kysely and none of today's types.",
      severity: 'error',
      from: { path: '^migrations/' },
      to: { pathNot: '^migrations/|^node_modules/kysely/' },
    },
    {
      name: 'no-cycles',
      comment: 'A cycle has no first file to read.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
