export type { PluginOptions } from '../core/options.ts'
export { promptRetune } from '../vitest/main/plugin.ts'
