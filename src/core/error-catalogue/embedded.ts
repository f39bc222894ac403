export const embeddedErrors = {
  EMBEDDED_CANNOT: ({ what }: { what: string }) => ({
    what: `the embedded model cannot ${what}; it is a lexical stand-in that picks one label of an enum, from the words of the prompt's guide.`,
    fix: 'Give the output schema an enum property (or the prompt a list of "- label: guide" lines), or set OPENAI_API_KEY or OPENAI_BASE_URL to ask a real model.',
  }),
  EMBEDDED_BAD_REQUEST: ({ problem }: { problem: string }) => ({
    what: `the embedded model could not read the request: ${problem}.`,
    fix: 'Send what the OpenAI API reference asks for at this address.',
  }),
  EMBEDDED_NO_MODEL: ({ model }: { model: string }) => ({
    what: `the embedded model cannot stand in for "${model}".`,
    fix: 'Use a model name that it can play (gpt-*, o1, o3, o4, text-embedding-*, embedded), or set OPENAI_API_KEY or OPENAI_BASE_URL.',
  }),
  EMBEDDED_NO_ROUTE: ({ route }: { route: string }) => ({
    what: `the embedded model does not answer ${route}.`,
    fix: 'It answers POST /v1/responses, POST /v1/chat/completions, POST /v1/embeddings and GET /v1/models.',
  }),
  EMBEDDED_PORT: ({ port }: { port: number }) => ({
    what: `the embedded model could not listen on port ${port} of 127.0.0.1.`,
    fix: 'Give another port, or none for a free one.',
  }),
}
