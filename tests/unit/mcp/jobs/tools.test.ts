import { afterAll, describe, expect, it } from 'vitest'
import { jobTools } from '../../../../src/mcp/jobs/tools.ts'
import type { ServerState } from '../../../../src/mcp/state.ts'
import type { JsonObject, ToolCall } from '../../../../src/mcp/tool.ts'
import { createTestContext } from '../../../support/context.ts'
import { backtestOf, handleOf, patience, startJobs } from '../../../support/jobs.ts'
import { readPng } from '../../../support/png.ts'
import { writeStrategy } from '../../../support/user-strategies.ts'

const test = createTestContext()
const jobs = startJobs({ home: test.home, limits: { running: 1 } })
const call = { context: test.context, client: null, server: { jobs } as ServerState } satisfies ToolCall

afterAll(async () => {
  await jobs.close()
  test.close()
})

function use(name: string, args: JsonObject) {
  return jobTools.find(({ listing }) => listing.name === name)!.call(call, args)
}

describe('tools for handles', () => {
  it('tell status and result, and cancel', async () => {
    const endless = writeStrategy(test.home, 'endless', { onBar: 'for (;;) {}' })
    const first = await handleOf(jobs.run(backtestOf(endless), patience(0)))
    const second = await handleOf(jobs.run(backtestOf(), patience(0)))
    expect((await use('job_status', { job: second })).structured).toMatchObject({
      id: second,
      operation: 'backtest',
      state: 'waiting',
    })
    expect((await use('job_status', {})).structured).toEqual({
      jobs: [
        { ...jobs.status(second), input: backtestOf().input },
        { ...jobs.status(first), input: backtestOf(endless).input },
      ],
    })
    expect((await use('job_cancel', { job: first })).structured).toMatchObject({ state: 'canceled' })
    await expect(use('job_result', { job: first })).rejects.toMatchObject({ kind: 'canceled' })
    const { structured, images } = await use('job_result', { job: second, chart: true })
    expect(structured).toMatchObject({ strategy: 'sma-cross' })
    expect(readPng(images![0]).width).toBe(900)
    expect((await use('job_result', { job: second })).images).toBeUndefined()
    expect((await use('job_cancel', { job: second })).structured).toMatchObject({ state: 'done', error: null })
  })

  it('tell a failure in the words of programs', async () => {
    const failed = await handleOf(jobs.run(backtestOf('no-such'), patience(0)))
    await jobs.settled(failed, patience(30_000))
    const [last] = (await use('job_status', {})).structured.jobs as JsonObject[]
    expect(last).toMatchObject({ id: failed, state: 'failed', error: { kind: 'not-found', hint: 'strategies_list' } })
  })

  it.each(['job_status', 'job_result', 'job_cancel'])('%s judges its arguments', async (name) => {
    if (name !== 'job_status') await expect(use(name, {})).rejects.toMatchObject({ kind: 'usage' })
    await expect(use(name, { job: 7 })).rejects.toMatchObject({ kind: 'usage' })
    await expect(use(name, { job: 'x', force: true })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('force'),
    })
    await expect(use(name, { job: '../../etc/passwd' })).rejects.toMatchObject({ kind: 'not-found' })
  })
})
