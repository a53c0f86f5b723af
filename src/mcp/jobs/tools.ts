import { OpenbellError, z } from '../../operations/operation.ts'
import type { JsonObject, Tool, ToolAnswer, ToolCall } from '../tool.ts'
import { hintWords } from '../tools/field-words.ts'
import { listenerOf, PATIENCE_MS } from '../tools/long.ts'
import { ownTool } from '../tools/own-tool.ts'
import { withPictures } from '../tools/pictures.ts'
import type { JobResult, JobStatus } from './jobs.ts'

const job = z.string().min(1).max(64).describe('Handle of the job, as the tool that started it answered')

/** Tools for the handles of long work. A handle lives an hour, or until fifty jobs have ended after it. */
export const jobTools: readonly Tool[] = [
  ownTool({
    name: 'job_status',
    title: 'Job status',
    description:
      'How far a job is: waiting, running, done, failed or canceled, with its progress. Without a job: all of this server, newest first. Answers at once.',
    toolset: 'server',
    input: z.strictObject({ job: job.optional() }),
    async run({ server: { jobs } }, { job }) {
      if (job !== undefined) return { structured: told(jobs.status(job)) }
      return { structured: { jobs: jobs.list().map(told) } }
    },
  }),
  ownTool({
    name: 'job_result',
    title: 'Job result',
    description:
      'What the tool that started a job would have answered. Waits up to 15 s for its end, then says how far it is. A handle lives one hour, or until 50 newer jobs have ended.',
    toolset: 'server',
    input: z.strictObject({
      job,
      chart: z.boolean().optional().describe('A picture too, where the tool has one; default as that tool was asked'),
    }),
    async run(call, { job, chart }) {
      const { jobs } = call.server
      const wait = { ms: PATIENCE_MS, signal: call.context.signal, ...listenerOf(call) }
      const status = await jobs.settled(job, wait)
      if (status.state === 'waiting' || status.state === 'running') throw stillRuns(status)
      return answerOf(call, status.operation, jobs.result(job), chart)
    },
  }),
  ownTool({
    name: 'job_cancel',
    title: 'Cancel job',
    description: 'Ends a job, waiting or running. One that has ended already stays as it is.',
    toolset: 'server',
    effect: 'read',
    idempotent: true,
    input: z.strictObject({ job }),
    run: async ({ server }, { job }) => ({ structured: told(await server.jobs.cancel(job)) }),
  }),
]

/** The answer of the tool that started it; of a job that no tool started the value itself. */
async function answerOf(
  call: ToolCall,
  operation: string,
  { value, warnings, toAnswer }: JobResult,
  chart: boolean | undefined,
): Promise<ToolAnswer> {
  for (const warning of warnings) call.context.progress.warn(warning)
  const structured = value as JsonObject
  if (toAnswer) return toAnswer(call, structured, chart)
  return chart ? withPictures(call, operation, structured, { structured }) : { structured }
}

function stillRuns({ id, operation, state, progress }: JobStatus): OpenbellError {
  const far = progress === null ? '' : `, ${progress.done}${progress.total === null ? '' : ` of ${progress.total}`} done`
  return new OpenbellError('unavailable', `job ${id} (${operation}) is ${state}${far}`, 'call job_result again, or job_cancel')
}

/** As a client reads it: of our own faults only that there was one. */
function told<S extends JobStatus>({ error, ...status }: S): JsonObject {
  if (error === null) return { ...status, error }
  const { kind, message, hint } = error
  const said = kind === 'internal' ? 'a fault of ours' : message
  return { ...status, error: { kind, message: said, ...(hint !== undefined && { hint: hintWords(hint) }) } }
}
