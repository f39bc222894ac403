import type { GroupMetrics, Metrics } from '../../core/metrics.ts'

/** The counts and the usage alone, where the rows that were asked are no fair sample: their means would mislead. */
export function withoutMeans(metrics: Metrics): Metrics {
  return {
    ...withoutRates(metrics),
    scores: Object.fromEntries(Object.keys(metrics.scores).map((name) => [name, null])),
    confidence: null,
    brier: null,
    ece: null,
    formatErrorRate: null,
    usage: metrics.usage,
    tags: Object.fromEntries(Object.entries(metrics.tags).map(([tag, group]) => [tag, withoutRates(group)])),
  }
}

function withoutRates(group: GroupMetrics): GroupMetrics {
  const { cases, passed, failed, errored, skipped } = group
  return { cases, passed, failed, errored, skipped, passRate: null, score: null }
}
