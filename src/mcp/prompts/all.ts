import type { Prompt } from '../resource.ts'

/** Every prompt that is served. */
export const prompts: readonly Prompt[] = []
