export type { Case, Split } from '../core/case.ts'
export type { CaseResult, Verdict } from '../core/case-result.ts'
export { RetuneError } from '../core/errors.ts'
export type { JsonValue } from '../core/json.ts'
export type { Score } from '../core/score.ts'
export type { StandardSchemaV1 } from '../core/standard-schema.ts'
export type { DatasetRow, DatasetSource } from '../dataset/dataset-source.ts'
export type { TargetFunction } from '../evaluate/evaluation-spec.ts'
export type { Message } from '../model/client.ts'
export { exactMatch } from '../scorers/exact-match.ts'
export { includes } from '../scorers/includes.ts'
export { jsonMatch } from '../scorers/json-match.ts'
export { judge } from '../scorers/judge.ts'
export { matches } from '../scorers/matches.ts'
export { numeric } from '../scorers/numeric.ts'
export type {
  ScoreObject,
  Scorer,
  ScorerArgs,
  ScorerContext,
  ScorerResult,
  SuiteScorer,
} from '../scorers/scorer.ts'
export { tokenF1 } from '../scorers/token-f1.ts'
export type { PromptSuiteOptions } from '../suite/suite-options.ts'
