const played = /^(?:gpt-|chatgpt-|o[134](?:$|-)|text-embedding-|embedded)/
const otherSenses = /audio|image|realtime|tts|transcribe/

/** Whether the embedded model can stand in for a model of this name: text models and text embeddings of OpenAI's naming. */
export function canEmbed(modelName: string): boolean {
  const name = modelName.toLowerCase()
  return played.test(name) && !otherSenses.test(name)
}
