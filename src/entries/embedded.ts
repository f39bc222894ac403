export {
  type EmbeddedModel,
  type EmbeddedModelOptions,
  type RequestCounts,
  startEmbeddedModel,
} from '../embedded/start-embedded-model.ts'
export type { Trouble, TroubleAct } from '../embedded/trouble.ts'
