import { nearest } from '../../analysis/nearest.ts'
import { DAY, iso } from '../../core/time.ts'
import type { Store } from '../../ports/store.ts'
import { type Context, defineOperation, OpenbellError, z } from '../operation.ts'
import { DRILL_DAYS, LIVE_DRILL } from '../trade/desk/live.ts'
import { newestCertificate } from './certificate.ts'
import { brokenOff } from './outcomes.ts'
import { Rehearsal } from './rehearsal.ts'
import { SCENARIOS } from './scenarios/all.ts'
import type { Scenario } from './scenarios/scenario.ts'

const certificateOutput = z
  .strictObject({
    id: z.int().describe('Number it is kept under'),
    at: z.string().describe('When it was written, by the system clock (ISO 8601 UTC)'),
    passed: z.boolean().describe('Every check of it passed'),
  })
  .nullable()

const drillOutput = z.strictObject({
  name: z.string().describe('Name'),
  summary: z.string().describe('What goes wrong, and what must come of it'),
  passed: z.boolean().nullable().describe('Every check passed; null = not rehearsed now'),
  steps: z
    .array(
      z.strictObject({
        time: z.string().describe("When, by the exchange's clock (ISO 8601 UTC)"),
        what: z.string().describe('What was done, or happened'),
      }),
    )
    .describe('What happened'),
  checks: z
    .array(
      z.strictObject({
        what: z.string().describe('What must be so'),
        passed: z.boolean().describe('Whether it is'),
        detail: z.string().describe('What was found'),
      }),
    )
    .describe('What was checked'),
  certificate: certificateOutput.describe('The newest one of this drill; null = there is none'),
})

const output = z.strictObject({
  drills: z.array(drillOutput).describe('The drills, in the order they were rehearsed'),
  passed: z.int().describe('How many passed now'),
  failed: z.int().describe('How many failed now'),
  certificate: certificateOutput.describe(`The newest of ${LIVE_DRILL}, which live trading asks for`),
  liveUntil: z.string().nullable().describe('Until when that one opens live trading; null = it does not'),
})
export type DrillOutput = z.output<typeof output>
type DrillAnswer = z.output<typeof drillOutput>

const ALL = 'all'

/** Every scripted trouble, rehearsed on a fresh pocket exchange with the real order path. Nothing of the user's account is touched. */
export const drill = defineOperation({
  name: 'drill',
  toolset: 'admin',
  summary: 'Rehearse trouble on an exchange of its own with the real order path; without a name it lists the drills.',
  effect: 'write',
  deadlineMs: 900_000,
  input: z.strictObject({
    name: z.string().optional().describe('Drill to rehearse, or all').meta({ positional: true }),
  }),
  output,
  examples: [
    { title: 'What can be rehearsed, and when it last was', input: {} },
    { title: 'What live trading asks for, every 30 days', input: { name: LIVE_DRILL } },
  ],
  fault({ drills }) {
    const failed = drills.filter(({ passed }) => passed === false).map(({ name }) => name)
    if (failed.length === 0) return null
    return new OpenbellError('diverged', `failed: ${failed.join(', ')}`, `openbell drill ${failed[0]} --json`)
  },
  async run(context, { name }) {
    const chosen = name === undefined ? SCENARIOS : scenariosOf(name)
    const store = await context.store()
    if (name === undefined || context.dryRun)
      return answerOf(
        context,
        store,
        chosen.map((one) => unrehearsed(one, store)),
      )
    const drills: DrillAnswer[] = []
    for (const [i, scenario] of chosen.entries()) {
      context.progress.update(i, chosen.length, scenario.name)
      drills.push(await rehearsed(context, scenario, store))
    }
    return answerOf(context, store, drills)
  },
})

function scenariosOf(name: string): readonly Scenario[] {
  if (name === ALL) return SCENARIOS
  const found = SCENARIOS.find((one) => one.name === name)
  if (found) return [found]
  const names = SCENARIOS.map((one) => one.name)
  const meant = nearest(name, names)
  throw new OpenbellError(
    'usage',
    `'${name}' is no drill; there are ${names.join(', ')}`,
    `openbell drill ${meant ?? 'kill-switch'}`,
  )
}

/** A drill writes its certificate only when it ran whole, passed or not. */
async function rehearsed(context: Context, scenario: Scenario, store: Store): Promise<DrillAnswer> {
  const { name, summary } = scenario
  const { steps, checks } = await rehearse(context, scenario)
  const passed = checks.length > 0 && checks.every((one) => one.passed)
  const certificate = keep(context, store, name, { passed, steps, checks })
  return { name, summary, passed, steps, checks, certificate }
}

async function rehearse(context: Context, scenario: Scenario): Promise<Pick<Rehearsal, 'steps' | 'checks'>> {
  const rehearsal = await Rehearsal.begin(context, await context.scratch(`drill ${scenario.name}`))
  try {
    await scenario.run(rehearsal)
    await rehearsal.agree()
  } catch (thrown) {
    rehearsal.checks.push(brokenOff(thrown))
  } finally {
    await rehearsal.end()
  }
  return rehearsal
}

interface CertificateBody extends Partial<Pick<DrillAnswer, 'steps' | 'checks'>> {
  passed: boolean
}

function keep(context: Context, store: Store, subject: string, body: CertificateBody): DrillAnswer['certificate'] {
  const at = context.clock.now()
  const id = store.kept.add({ kind: 'drill', at, asOf: at, subject, source: 'simulated', body })
  return { id, at: iso(at), passed: body.passed }
}

function unrehearsed({ name, summary }: Scenario, store: Store): DrillAnswer {
  return { name, summary, passed: null, steps: [], checks: [], certificate: certificateOf(store, name) }
}

function certificateOf(store: Store, name: string): DrillAnswer['certificate'] {
  const found = newestCertificate(store, name)
  return found && { ...found, at: iso(found.at) }
}

function answerOf(context: Context, store: Store, drills: DrillAnswer[]): DrillOutput {
  const newest = newestCertificate(store, LIVE_DRILL)
  const until = newest?.passed ? newest.at + DRILL_DAYS * DAY : Number.NEGATIVE_INFINITY
  return {
    drills,
    passed: drills.filter(({ passed }) => passed === true).length,
    failed: drills.filter(({ passed }) => passed === false).length,
    certificate: certificateOf(store, LIVE_DRILL),
    liveUntil: until > context.clock.now() ? iso(until) : null,
  }
}
