import { OpenbellError } from '../../core/errors.ts'
import type { Settings } from '../../core/settings.ts'
import { type DescribedLimits, describeLimits } from '../../engine/risk/describe.ts'
import { DEFAULT_LIMITS, limitValuesSchema, NO_LIMITS, parseLimits } from '../../engine/risk/limits.ts'
import { tighten } from '../../engine/risk/tighten.ts'
import type { RiskLimits } from '../../engine/risk/types.ts'
import type { Context } from '../context.ts'
import { z } from '../operation.ts'

export type { DescribedLimits }

/** `--risk`. */
export const riskInput = z
  .string()
  .min(1)
  .describe('Risk limits: none, settings (those of openbell.config.json and the written ones), or a JSON file of limits')

/** The limits in force, as every answer that could send or size an order says them. */
export const limitsOutput = z
  .strictObject({
    set: z.enum(['none', 'settings', 'file']).describe('Where the limits come from'),
    file: z.string().nullable().describe('The file that was named; null unless set is file'),
    values: limitValuesSchema.nullable().describe('Every limit; null when there are none'),
    text: z.array(z.string()).describe('The limits in force, for a person'),
  })
  .describe('Risk limits in force')

/** What one rule of the gate said. */
export const ruleVerdictOutput = z.strictObject({
  rule: z.string().describe('The limit, as settings spell it, or the sanity it looks after'),
  outcome: z.enum(['allow', 'shrink', 'deny']).describe('What this rule says'),
  value: z.number().nullable().describe('What was measured; null when it is no number or not known'),
  limit: z.number().nullable().describe('What it was measured against'),
  message: z.string().describe('Why, for a person'),
})

/** What the gate said of an order, rule by rule. */
export const verdictOutput = z.strictObject({
  outcome: z.enum(['allow', 'shrink', 'deny']).describe('deny when one rule denies, shrink when one shrinks'),
  shares: z.number().describe('Shares that may be sent; 0 when denied'),
  marketableLimit: z.number().nullable().describe('Limit that an order without one is sent with; null = as it is'),
  rules: z.array(ruleVerdictOutput).describe('Every rule that was asked'),
})

/**
 * The limits that `--risk none|settings|FILE` chooses. `settings`: what `risk` in the configuration says on top of the written limits;
 * a file stands in place of `risk`. The prints and the quiet window of the settings hold in both, unless the limits say others.
 * @param flag undefined = none, as `backtest` has it; commands that trade pass their own default.
 * @throws OpenbellError not-found for a file that is not there, config for one that holds no limits: field, value and what is allowed.
 */
export async function resolveLimits(
  context: Context,
  flag: string | undefined,
): Promise<{ limits: RiskLimits | null; described: DescribedLimits }> {
  if (flag === undefined || flag === 'none') return { limits: null, described: describeLimits(null) }
  const base = written(context.settings)
  if (flag === 'settings') {
    const limits = parseLimits(context.settings.risk ?? {}, "'risk' in the settings", base)
    return { limits, described: describeLimits(limits) }
  }
  const limits = parseLimits(await readJson(context, flag), flag, base)
  return { limits, described: describeLimits(limits, flag) }
}

/**
 * Limits as they hold for orders of programs: the tighter of the given ones and of `programRisk`.
 * @throws OpenbellError config for settings that are no limits
 */
export function limitsOfPrograms(
  settings: Settings,
  limits: RiskLimits | null,
): { limits: RiskLimits; described: DescribedLimits } {
  const further = parseLimits(settings.programRisk ?? {}, "'programRisk' in the settings", NO_LIMITS)
  const both = tighten(limits ?? NO_LIMITS, further)
  return { limits: both, described: describeLimits(both) }
}

/** Two of the limits are settings of their own, which other commands obey too. */
function written({ minimumPrintsPerMinute, quietWindow }: Settings): RiskLimits {
  return { ...DEFAULT_LIMITS, minimumPrintsPerMinute: minimumPrintsPerMinute || null, quietWindows: [quietWindow] }
}

async function readJson(context: Context, path: string): Promise<unknown> {
  const files = await context.files()
  if (!(await files.exists(path))) {
    throw new OpenbellError('not-found', `no limits at '${path}'`, '--risk none, --risk settings, or a JSON file of limits')
  }
  const text = await files.readText(path)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new OpenbellError('config', `${path} is not JSON: ${(cause as Error).message}`, `mend ${path}`, cause)
  }
}
