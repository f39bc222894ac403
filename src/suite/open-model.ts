import type { Limits, Models } from '../core/options.ts'
import { canEmbed } from '../embedded/can-embed.ts'
import type { ModelClient } from '../model/client.ts'
import { createModelClient } from '../model/create-model-client.ts'

/** What a door to the models is made of. */
export interface ModelAccess {
  readonly options: { readonly models: Models; readonly limits: Limits }
  /** Where the embedded model listens, when it stands in for a role. */
  readonly embeddedURL?: string | undefined
}

/** The door to the models that the options and the embedded model give. */
export function openModel({ options, embeddedURL }: ModelAccess): ModelClient {
  return createModelClient({
    models: options.models,
    limits: options.limits,
    ...(embeddedURL === undefined ? {} : { embedded: { baseURL: embeddedURL, canPlay: canEmbed } }),
  })
}
