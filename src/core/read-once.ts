/**
 * For `parse` and `safeParse` of what a process reads once: zod would first compile a function for each object of the schema,
 * which takes longer than the reading.
 */
export const readOnce = { jitless: true } as const
