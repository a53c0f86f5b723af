import type { PreviewOutput } from '../../src/operations/trade/ticket/preview.ts'
import type {
  CommandOverlay,
  ConfirmOverlay,
  HelpOverlay,
  PromptOverlay,
  TicketField,
  TicketOverlay,
} from '../../src/tui/state.ts'

/** Text with the cursor behind it. */
export function typed(text: string) {
  return { text, cursor: text.length }
}

const key = (text: string, label: string, disabled: string | null = null) => ({ key: text, label, disabled })

export const HELP: HelpOverlay = {
  kind: 'help',
  scroll: 0,
  groups: [
    {
      title: 'Screen',
      keys: [key('?', 'This help'), key('q', 'Quit'), key('Esc', 'Back'), key('1-5', 'Pane by its digit'), key('z', 'Zoom')],
    },
    {
      title: 'Chart',
      keys: [key('h l', 'Crosshair'), key('+ -', 'Fewer or more bars'), key('[ ]', 'Timeframe'), key('c', 'Candles or line')],
    },
    {
      title: 'Orders',
      keys: [
        key('o', 'Order ticket'),
        key('x', 'Cancel', 'no order is selected'),
        key('f', 'Flatten'),
        key(':', 'Any operation'),
      ],
    },
    { title: 'Replay', keys: [key('Space', 'Pause', 'this is the present'), key('< >', 'Speed'), key('g', 'Go to a time')] },
  ],
}

const field = (name: string, label: string, text: string, more: Partial<TicketField> = {}): TicketField => ({
  ...{ name, label, input: typed(text) },
  ...more,
})

const rule = (name: string, outcome: 'allow' | 'shrink' | 'deny', message: string) => ({
  rule: name,
  outcome,
  value: 1,
  limit: 2,
  message,
})

export const PREVIEW: PreviewOutput = {
  id: 'a1b2c3d4e5f6',
  expiresAt: '2026-03-20T14:34:05Z',
  order: {
    ...{
      symbol: 'SIMALL',
      side: 'buy',
      shares: 100,
      notional: null,
      type: 'limit',
      limit: 690.8,
      stop: null,
      trail: null,
      tif: 'day',
    },
    ...{ extended: false, orderClass: 'bracket', legs: { stop: 684, target: 699.5, trail: null }, reduces: false },
  },
  quote: {
    price: 690.92,
    bid: 690.82,
    ask: 690.83,
    time: '2026-03-20T14:32:04Z',
    ageMs: 400,
    source: 'simulated',
    feed: 'simulated',
  },
  notional: 69_080,
  fees: 0.42,
  verdict: {
    outcome: 'shrink',
    shares: 36,
    marketableLimit: null,
    rules: [
      rule('maxRiskPerPosition', 'allow', 'the stop risks 0.68% of equity, at most 1%'),
      rule('maxPositionShare', 'shrink', 'the position would be 68.5% of equity, at most 25%: 36 shares fit'),
      rule('maxDailyLoss', 'allow', 'the day is up 0.81%, at most 2% may be lost'),
      rule('buyingPower', 'allow', 'needs 69,080.00 of 171,992.10'),
    ],
  },
  account: {
    ...{ cash: 71_204.55, equity: 100_812.4, buyingPower: 171_992.1, cashAfter: 2124.13, positionAfter: 156 },
    ...{ positionShareAfter: 0.685, grossExposureAfter: 1.58 },
  },
  warnings: ['the last price is above your limit: it rests until the market comes'],
}

export const TICKET: TicketOverlay = {
  kind: 'ticket',
  symbol: 'SIMALL',
  active: 3,
  stage: 'ready',
  preview: PREVIEW,
  order: null,
  failure: null,
  confirm: null,
  fields: [
    field('side', 'Side', 'buy', { choices: ['buy', 'sell'] }),
    field('quantity', 'Quantity', '100', { unit: 'shares' }),
    field('type', 'Type', 'limit', { choices: ['market', 'limit', 'stop'] }),
    field('limit', 'Limit', '690.80', { unit: 'dollars' }),
    field('trigger', 'Trigger', '', { disabled: 'only of a stop order' }),
    field('stop', 'Stop', '684', { unit: 'dollars' }),
    field('target', 'Target', '699.x', { error: 'not a price' }),
    field('tif', 'Good for', 'day', { choices: ['day', 'gtc'] }),
  ],
}

export const CONFIRM: ConfirmOverlay = {
  kind: 'confirm',
  title: 'Flatten SIMALL',
  lines: ['Cancels 2 open orders of SIMALL and sells 120 shares at the market.', '', 'Nothing protects them while it happens.'],
  typed: { word: 'SIMALL', input: typed('SIM') },
  danger: true,
  preview: null,
}

export const PROPOSAL: ConfirmOverlay = {
  kind: 'confirm',
  title: 'Send it to the SIMULATED account main?',
  lines: ['good for 4m35s; proposed 25s ago by claude-code 2.1'],
  typed: null,
  danger: false,
  preview: PREVIEW,
}

export const COMMAND: CommandOverlay = {
  kind: 'command',
  input: typed('quote SIMTEC'),
  suggestions: ['quote', 'scan', 'size', 'startup', 'trade buy', 'trade sell'],
  chosen: 0,
  busy: false,
  result: { lines: ['SIMTEC  470.91  ▲ +0.07%', '470.90 x 470.92, 0.4s old, simulated'], failed: false },
  scroll: 0,
}

export const PROMPT: PromptOverlay = {
  kind: 'prompt',
  label: 'Filter',
  input: typed('SIM'),
  note: 'Esc shows all',
  failed: false,
}
