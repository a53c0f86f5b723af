import { OpenbellError, z } from '../../operations/operation.ts'
import type { JsonObject, Tool, ToolCall } from '../tool.ts'
import { ownTool } from '../tools/own-tool.ts'
import type { JobStatus } from './jobs.ts'

/** How long a call for a result waits: as long as the call that started the job did. */
const PATIENCE_MS = 15_000

const job = z.string().min(1).max(64).describe('Handle of the job, as the tool that started it answered')
const input = z.strictObject({ job })

/** Tools for the handles of long work. A handle lives an hour, or until fifty jobs have ended after it. */
export const jobTools: readonly Tool[] = [
  ownTool({
    name: 'job_status',
    title: 'Job status',
    description: 'How far a job is: waiting, running, done, failed or canceled, with its progress. Answers at once.',
    toolset: 'server',
    input,
    run: async ({ server }, { job }) => ({ structured: jsonOf(server.jobs.status(job)) }),
  }),
  ownTool({
    name: 'job_result',
    title: 'Job result',
    description:
      'What the tool that started a job would have answered. Waits up to 15 s for its end, then says how far it is. A handle lives one hour, or until 50 newer jobs have ended.',
    toolset: 'server',
    input: z.strictObject({ job, chart: z.boolean().default(false).describe('A picture too, where the tool has one') }),
    async run(call, { job, chart }) {
      const { jobs } = call.server
      const status = await jobs.settled(job, PATIENCE_MS, call.context.signal)
      if (status.state === 'waiting' || status.state === 'running') throw stillRuns(status)
      const structured = jobs.result(job) as JsonObject
      const images = chart ? await picturesOf(call, status.operation, structured) : []
      return { structured, ...(images.length > 0 && { images }) }
    },
  }),
  ownTool({
    name: 'job_cancel',
    title: 'Cancel job',
    description: 'Ends a job, waiting or running. One that has ended already stays as it is.',
    toolset: 'server',
    effect: 'read',
    idempotent: true,
    input,
    run: async ({ server }, { job }) => ({ structured: jsonOf(await server.jobs.cancel(job)) }),
  }),
]

/** Drawn only when a picture is asked for: fonts and rasteriser load with it. */
async function picturesOf(call: ToolCall, operation: string, value: JsonObject): Promise<string[]> {
  const [{ chartsOf }, { askBars }] = await Promise.all([import('../charts/chart.ts'), import('../charts/ask-bars.ts')])
  return chartsOf(operation.replaceAll(/[.-]/g, '_'), value, askBars(call))
}

function stillRuns({ id, operation, state, progress }: JobStatus): OpenbellError {
  const far = progress === null ? '' : `, ${progress.done}${progress.total === null ? '' : ` of ${progress.total}`} done`
  return new OpenbellError('unavailable', `job ${id} (${operation}) is ${state}${far}`, 'call job_result again, or job_cancel')
}

function jsonOf(status: JobStatus): JsonObject {
  return { ...status }
}
