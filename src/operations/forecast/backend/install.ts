import { type Context, defineOperation, OpenbellError, z } from '../../operation.ts'
import { backendNameInput, backendOutput } from './output.ts'

/** For a download of several hundred megabytes. */
const LIMIT_MS = 20 * 60_000
const DEADLINE_MS = LIMIT_MS + 5 * 60_000

export const forecastBackendInstall = defineOperation({
  name: 'forecast.backend.install',
  toolset: 'forecast',
  summary: 'Install an accelerator into a folder of its own below the home folder, and try it out.',
  effect: 'write',
  deadlineMs: DEADLINE_MS,
  input: z.strictObject({ name: backendNameInput.describe('Which: tfjs-gpu') }),
  output: z.strictObject({
    ...backendOutput.shape,
    command: z.string().describe('What is run in the folder to install it'),
    installed: z.boolean().describe('False in a dry run: nothing was done'),
  }),
  examples: [
    { title: "TensorFlow's GPU library for NVIDIA: CUDA 11.2 and cuDNN 8.1 must be there", input: { name: 'tfjs-gpu' } },
  ],
  async run(context, { name }) {
    const backends = await context.backends()
    const { command, folder } = backends.installCommand(name)
    context.progress.note(
      `this runs '${command}' for ${folder}: it fetches several hundred MB, and the package's own script runs`,
    )
    if (context.dryRun) {
      const states = await backends.list(context.signal)
      const state = states.find((one) => one.name === name)
      if (!state) throw new OpenbellError('internal', `backend '${name}' is in no list`)
      return { ...state, command, installed: false }
    }
    await agree(context, name)
    const note = (line: string) => context.progress.note(line)
    const state = await backends.install(name, { signal: context.signal, timeoutMs: LIMIT_MS, note })
    return { ...state, command, installed: true }
  },
})

/** Code of others is fetched and run: nobody does that by accident. @throws OpenbellError canceled by a no, usage where nobody can say yes */
async function agree(context: Context, name: string): Promise<void> {
  if (context.assumeYes) return
  const typed = `openbell forecast backend install ${name} --yes`
  const answer = await context.ask('confirm', `Install ${name} now?`)
  if (answer === 'yes') return
  if (answer === null) throw new OpenbellError('usage', `nobody can be asked whether to install ${name}`, typed)
  throw new OpenbellError('canceled', `nothing was installed: ${name}`, typed)
}
