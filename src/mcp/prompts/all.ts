import type { Prompt } from '../resource.ts'
import { explorationGuide } from './exploration-guide.ts'
import { dayTradingGuide } from './trading-guide.ts'

/** Every prompt that is served. */
export const prompts: readonly Prompt[] = [dayTradingGuide, explorationGuide]
