import { throwIfAborted } from '../../core/errors.ts'
import type { RunningPocket } from '../../ports/pocket.ts'
import { type Context, defineOperation, z } from '../operation.ts'

/** Easy to remember and seldom taken; `--port 0` takes any free one. */
const PORT = 8787

export const servePocketOutput = z.strictObject({
  trading: z.string().describe('Address of the trading routes: APCA_API_BASE_URL'),
  data: z.string().describe('Address of the market-data routes: APCA_API_DATA_URL'),
  tradingStream: z.string().nullable().describe('Address of the stream of order updates'),
  dataStream: z.string().nullable().describe('Address of the streams of market data; paths are those of the vendor'),
  admin: z.string().describe('Address of the switches: GET state, POST step, POST and DELETE faults, POST rights'),
  key: z.string().describe('A key it takes; any that starts with PK will do'),
  secret: z.string().describe('A secret it takes; any will do'),
  date: z.string().describe("Trading date on the exchange's clock at the start"),
  seed: z.int().describe('Seed of the simulated market behind it'),
})

export type ServePocketOutput = z.output<typeof servePocketOutput>

/** Serves the pocket exchange until it is interrupted: one line when it is ready, then nothing more. */
export const servePocket = defineOperation({
  name: 'serve-pocket',
  toolset: 'admin',
  summary: "Serve a local exchange that speaks Alpaca's wire protocol, on 127.0.0.1 only.",
  effect: 'write',
  deadlineMs: null,
  input: z.strictObject({
    port: z.int().min(0).max(65_535).default(PORT).describe('TCP port; 0 = any free one'),
    date: z.string().optional().describe('Session to replay from its open, YYYY-MM-DD; default the present'),
    speed: z
      .number()
      .min(0)
      .max(100_000)
      .default(1)
      .describe('Exchange seconds in a real second; 0 = only POST /admin/step moves it'),
    seed: z.int().optional().describe('Seed of the simulated market; default the setting'),
    cash: z.number().min(1).max(1e9).optional().describe('Dollars of its account; default the setting'),
    fault: z
      .array(z.string())
      .default([])
      .describe(
        'Scripted trouble, KIND[@HH:MM][,LENGTH][,name=value]; may be said several times, a wrong word lists what there is',
      ),
  }),
  output: servePocketOutput,
  examples: [
    { title: 'An exchange for the present', input: {} },
    { title: 'Replay a session, a minute each second', input: { date: '2026-03-20', speed: 60 } },
    { title: 'A stream that goes mute for five minutes', input: { date: '2026-03-20', fault: ['mute-stream@10:30,5m'] } },
    { title: 'Stand still until stepped, on a free port', input: { port: 0, date: '2026-03-20', speed: 0, seed: 7 } },
  ],
  streams: () => true,
  async run(context, { port, date, speed, seed, cash, fault }) {
    if (context.dryRun) {
      context.progress.note(`dry run: a pocket exchange would be served on 127.0.0.1, port ${port === 0 ? 'any' : port}`)
      return nothing()
    }
    const host = await context.pocket()
    const running = await host.start({
      port,
      date: date ?? null,
      speed,
      seed: seed ?? context.settings.seed,
      cash,
      faults: fault,
    })
    return untilInterrupted(context, running)
  },
})

async function* nothing(): AsyncIterable<ServePocketOutput> {}

async function* untilInterrupted({ signal }: Context, running: RunningPocket): AsyncIterable<ServePocketOutput> {
  try {
    yield running.info
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  } finally {
    await running.close()
  }
  throwIfAborted(signal)
}
