export type { PluginOptions } from '../core/options.ts'
export { promptRetune } from '../vitest/plugin.ts'
