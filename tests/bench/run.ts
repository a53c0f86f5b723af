import { benchDatasets } from './datasets.ts'
import { benchDecide } from './decide.ts'
import { benchDraw } from './draw.ts'
import { benchEngine } from './engine.ts'
import { benchExchange } from './exchange.ts'
import { benchForecast } from './forecast.ts'
import { benchHub } from './hub.ts'
import { benchIndicators } from './indicators.ts'
import { benchJournal } from './journal.ts'
import { benchMcp } from './mcp.ts'
import { benchPeaks } from './peaks.ts'
import { benchPocket } from './pocket.ts'
import { benchPocketDay } from './pocket-day.ts'
import { benchRealDay } from './real-day.ts'
import { benchRecording } from './recording.ts'
import { benchSandbox } from './sandbox.ts'
import { benchScreen } from './screen.ts'
import { benchSimulated } from './simulated.ts'
import { benchSocket } from './socket.ts'
import { benchStartUp } from './start-up.ts'
import { benchStore } from './store.ts'
import { benchStream } from './stream.ts'
import { benchSweep } from './sweep.ts'
import { benchTape } from './tape.ts'

/** Every bench in one run; ratios are what counts, absolute times are this machine's. */
benchStartUp()
benchPeaks()
benchIndicators()
benchEngine()
benchExchange()
benchJournal()
benchStream()
benchStore((line) => process.stdout.write(`${line}\n`))
await benchSimulated()
await benchDraw()
await benchScreen()
await benchPocket()
await benchSweep()
await benchHub()
await benchSocket()
await benchDecide()
await benchTape()
await benchRecording()
await benchRealDay()
await benchPocketDay()
await benchForecast()
await benchDatasets()
await benchSandbox()
await benchMcp()
