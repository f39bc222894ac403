export const modelErrors = {
  MODEL_NOT_EMBEDDED: ({ model }: { model: string }) => ({
    what: `there is no OPENAI_API_KEY and no base URL, and the embedded model cannot stand in for "${model}".`,
    fix: 'Set OPENAI_API_KEY, or OPENAI_BASE_URL for another OpenAI-compatible server, or use a model name that the embedded model can play (gpt-*, o1, o3, o4, embedded).',
  }),
}
