export const modelErrors = {
  MODEL_NOT_EMBEDDED: ({ model }: { model: string }) => ({
    what: `there is no OPENAI_API_KEY and no base URL, and the embedded model cannot stand in for "${model}".`,
    fix: 'Set OPENAI_API_KEY, or OPENAI_BASE_URL for another OpenAI-compatible server, or use a model name that the embedded model can play (gpt-*, o1, o3, o4, embedded).',
  }),
  MODEL_NO_ACCESS: ({ role }: { role: string }) => ({
    what: `there is no OPENAI_API_KEY and no base URL to ask the ${role} model with.`,
    fix: 'Set OPENAI_API_KEY, or OPENAI_BASE_URL for another OpenAI-compatible server, or `models` in the options of promptRetune().',
  }),
  MODEL_KEY: ({ role }: { role: string }) => ({
    what: `the API key of the ${role} model holds a space, a line break or a character outside ASCII.`,
    fix: `Copy the key again into OPENAI_API_KEY or models.${role}.apiKey.`,
  }),
  MODEL_BASE_URL: ({ role, baseURL }: { role: string; baseURL: string }) => ({
    what: `the base URL "${baseURL}" of the ${role} model is not an http or https address.`,
    fix: `Set OPENAI_BASE_URL or models.${role}.baseURL to something like http://localhost:11434/v1.`,
  }),
  MODEL_NOTHING_TO_RECORD: (_: object) => ({
    what: 'there is no OPENAI_API_KEY and no base URL: the simulated answers of the embedded model are not recorded.',
    fix: 'Record with a key, and commit .prompt-retune/recordings; --record=replay needs none.',
  }),
  MODEL_SCHEMA: ({ name, reason }: { name: string; reason: string }) => ({
    what: `the schema of "${name}" cannot be sent to a model: ${reason.replace(/\.$/, '')}.`,
    fix: 'Use types that JSON has: strings, numbers, booleans, null, enums, literals, arrays, objects and unions of these.',
  }),
}
