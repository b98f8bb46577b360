import { parser } from '@prometheus-io/lezer-promql';

type Node = ReturnType<typeof parser.parse>['topNode'];

export interface LabelMatcher {
  readonly label: string;
  /** `=`, `!=`, `=~`, `!~` */
  readonly operator: string;
  readonly value: string;
}

/** One selector of an expression. */
export interface Selected {
  /** Empty where labels alone select. */
  readonly metric: string;
  readonly matchers: readonly LabelMatcher[];
  /** Names of the functions around it, the innermost first. */
  readonly functions: readonly string[];
  /** What the aggregations around it keep, the innermost first; null = `without`. */
  readonly kept: readonly (readonly string[] | null)[];
  readonly range: boolean;
}

export interface Grouping {
  readonly labels: readonly string[];
  /** Metrics below the aggregation or on either side of the operator. */
  readonly metrics: readonly string[];
}

export interface Expression {
  /** Where it can't be parsed, as offsets. */
  readonly errors: readonly number[];
  readonly selected: readonly Selected[];
  readonly groupings: readonly Grouping[];
}

/** Takes a PromQL expression apart, with Prometheus' own grammar. Grafana's variables must be replaced before. */
export function parsePromql(text: string): Expression {
  const root = parser.parse(text).topNode;
  const nodes = below(root);
  const slice = (node: Node) => text.slice(node.from, node.to);
  return {
    errors: nodes.filter((node) => node.type.isError).map((node) => node.from),
    selected: nodes.filter((node) => node.name === 'VectorSelector').map((node) => selectedBy(node, slice)),
    groupings: nodes
      .filter((node) => node.name === 'GroupingLabels')
      .map((node) => ({ labels: labelsIn(node, slice), metrics: metricsAround(node, slice) })),
  };
}

type Slice = (node: Node) => string;

function selectedBy(node: Node, slice: Slice): Selected {
  const around = above(node);
  const name = node.getChild('Identifier');
  const matchers = below(node).filter((one) => one.name === 'UnquotedLabelMatcher');
  return {
    metric: name ? slice(name) : '',
    matchers: matchers.map((one) => matcherOf(one, slice)),
    functions: around.flatMap((one) => functionOf(one, slice)),
    kept: around.filter((one) => one.name === 'AggregateExpr').map((one) => keptBy(one, slice)),
    range: around[0]?.name === 'MatrixSelector',
  };
}

function matcherOf(node: Node, slice: Slice): LabelMatcher {
  const of = (name: string) => {
    const child = node.getChild(name);
    return child ? slice(child) : '';
  };
  return { label: of('LabelName'), operator: of('MatchOp'), value: of('StringLiteral').slice(1, -1) };
}

function functionOf(node: Node, slice: Slice): string[] {
  const name = node.name === 'FunctionCall' ? node.getChild('FunctionIdentifier') : null;
  return name ? [slice(name)] : [];
}

function keptBy(aggregation: Node, slice: Slice): string[] | null {
  const modifier = aggregation.getChild('AggregateModifier');
  if (modifier === null) return [];
  const labels = modifier.getChild('GroupingLabels');
  return modifier.getChild('By') && labels ? labelsIn(labels, slice) : null;
}

function labelsIn(node: Node, slice: Slice): string[] {
  return node.getChildren('LabelName').map(slice);
}

function metricsAround(grouping: Node, slice: Slice): string[] {
  const whole = above(grouping).find((node) => ['AggregateExpr', 'BinaryExpr'].includes(node.name));
  return whole
    ? below(whole)
        .filter((node) => node.name === 'VectorSelector')
        .map((node) => selectedBy(node, slice).metric)
    : [];
}

function below(node: Node): Node[] {
  const found: Node[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) found.push(child, ...below(child));
  return found;
}

function above(node: Node): Node[] {
  return node.parent ? [node.parent, ...above(node.parent)] : [];
}
