import { canEmbed } from '../embedded/can-embed.ts'
import type { ModelClient } from '../model/client.ts'
import { createModelClient } from '../model/create-model-client.ts'
import type { Provided } from './channel.ts'

/** The door to the models that a run's options and the plugin's embedded model give. */
export function openModel({ options, embeddedURL }: Pick<Provided, 'options' | 'embeddedURL'>): ModelClient {
  return createModelClient({
    models: options.models,
    limits: options.limits,
    ...(embeddedURL === undefined ? {} : { embedded: { baseURL: embeddedURL, canPlay: canEmbed } }),
  })
}
