import { z } from 'zod'

const countSchema = z.object({ received: z.number() })

/** How many requests the model server of these variables has got. */
export async function countAsked(env: Readonly<Record<string, string>>): Promise<number> {
  const response = await fetch(`${env.OPENAI_BASE_URL}/count`)
  return countSchema.parse(await response.json()).received
}
