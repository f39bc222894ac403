import { relative, resolve } from 'node:path'
import type { Case } from '../core/case.ts'
import { retuneError } from '../core/errors.ts'
import { optionProblems } from '../core/option-problems.ts'
import { readOnce } from '../core/read-once.ts'
import { createRedactor, type Redactor, redactBefore } from '../core/redaction/create-redactor.ts'
import { loadDataset } from '../dataset/load-dataset.ts'
import type { EvaluationSpec } from '../evaluate/evaluation-spec.ts'
import { checkRedact } from '../evaluate/own-redaction.ts'
import { checkVariables } from '../prompt/check-variables.ts'
import type { PromptFile } from '../prompt/prompt-file.ts'
import { readPrompt } from '../prompt/read-prompt.ts'
import type { Scorer } from '../scorers/scorer.ts'
import { checkPerturb } from './check-perturb.ts'
import { redactNames } from './redact-names.ts'
import { type ResolvedSuiteOptions, suiteOptionsSchema } from './suite-options.ts'
import { checkTrials } from './trial-rule-of.ts'

/** A suite whose prompt and dataset have been read and checked. */
export interface Suite {
  readonly name: string
  readonly options: ResolvedSuiteOptions
  readonly prompt: PromptFile
  /** Absolute path of the prompt file. */
  readonly promptFile: string
  readonly cases: readonly Case[]
  /** The dataset's files, absolute. */
  readonly files: readonly string[]
  readonly spec: EvaluationSpec & { readonly redactor: Redactor }
  /** Takes secrets out of what is no case: the prompt, reports, messages. */
  readonly redactor: Redactor
}

/**
 * Reads all that a suite names.
 *
 * @param place the project root, and the folder that the suite's paths start at, both absolute; `redactor` knows the secrets
 * @throws RetuneError for every mistake in options, prompt or dataset
 */
export async function readSuite(
  name: string,
  given: unknown,
  {
    root,
    baseDir,
    redactor = createRedactor(),
  }: { readonly root: string; readonly baseDir: string; readonly redactor?: Redactor },
): Promise<Suite> {
  const options = parseOptions(name, given)
  const promptFile = resolve(baseDir, options.prompt)
  const [prompt, dataset] = await Promise.all([
    readPrompt(promptFile, relative(root, promptFile).replaceAll('\\', '/')),
    loadDataset(options.data, {
      root,
      baseDir,
      timeout: options.loadTimeout,
      ...(options.schema ? { schema: options.schema } : {}),
    }),
  ])
  if ((options.pass?.atLeast ?? 1) > options.trials) {
    const problems = `pass.atLeast: ${options.pass?.atLeast} is more than the ${options.trials} in "trials"`
    throw retuneError('SUITE_OPTIONS', { suite: name, problems })
  }
  checkTrials(dataset.cases, options)
  const fields = [...new Set(dataset.cases.flatMap((item) => Object.keys(item.input)))]
  checkVariables(prompt, fields)
  checkPerturb(name, options, fields)
  const own = options.redact ? redactBefore(redactor, checkRedact(options.redact)) : redactor
  return {
    name,
    options,
    prompt,
    promptFile,
    cases: dataset.cases.map((item) => redactNames(item, own)),
    files: dataset.files,
    spec: {
      prompt,
      scorers: options.scorers,
      output: options.output,
      ...confidenceOf(options),
      target: options.target,
      threshold: options.threshold,
      redactor: own,
    },
    redactor,
  }
}

function confidenceOf({ confidence }: ResolvedSuiteOptions): Pick<EvaluationSpec, 'confidence' | 'logprobs'> {
  const logprobs = confidence === 'logprobs' || confidence === 'logprobs-only'
  return {
    confidence: confidence !== false && confidence !== 'logprobs-only',
    ...(logprobs ? { logprobs: true } : {}),
  }
}

function parseOptions(suite: string, given: unknown): ResolvedSuiteOptions {
  const parsed = suiteOptionsSchema.safeParse(given, readOnce)
  if (!parsed.success) {
    const problems = optionProblems(parsed.error, Object.keys(suiteOptionsSchema.shape))
    throw retuneError('SUITE_OPTIONS', { suite, problems })
  }
  if (parsed.data.scorers.length === 0) throw retuneError('SUITE_NO_SCORER', { suite })
  const twice = duplicatedName(parsed.data.scorers)
  if (twice !== undefined) throw retuneError('SUITE_DUPLICATE_SCORER', { suite, scorer: twice })
  return parsed.data
}

function duplicatedName(scorers: readonly Scorer[]): string | undefined {
  const names = scorers.map((scorer) => scorer.scorerName ?? scorer.name).filter((name) => name !== '')
  return names.find((name, index) => names.indexOf(name) !== index)
}
