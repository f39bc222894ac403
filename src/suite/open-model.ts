import type { Limits, Models } from '../core/options.ts'
import { canEmbed } from '../embedded/can-embed.ts'
import type { ModelClient } from '../model/client.ts'
import { createModelClient } from '../model/create-model-client.ts'
import type { CallPermits } from '../model/pace/call-permits.ts'
import { remotePermits } from '../model/pace/remote-permits.ts'

/** What a door to the models is made of. */
export interface ModelAccess {
  readonly options: { readonly models: Models; readonly limits: Limits }
  /** Where the embedded model listens, when it stands in for a role. */
  readonly embeddedURL?: string | undefined
  /** Where the process listens that keeps the rates of the run, when `limits` has any. */
  readonly permitPort?: number | undefined
  /** Those of this process, in place of that. */
  readonly permits?: CallPermits | undefined
}

/** The door to the models that the options and the embedded model give. */
export function openModel({ options, embeddedURL, permitPort, permits }: ModelAccess): ModelClient {
  return createModelClient({
    models: options.models,
    limits: options.limits,
    permits: permits ?? (permitPort === undefined ? undefined : remotePermits(permitPort)),
    ...(embeddedURL === undefined ? {} : { embedded: { baseURL: embeddedURL, canPlay: canEmbed } }),
  })
}
