import { typedFlags } from '../../operations/common/typed-flags.ts'
import type { ToolCall } from '../tool.ts'

/** What this server may and may not do with orders, as it was started. */
export function allowed({ context: { settings }, server: { options } }: ToolCall): string {
  const { readOnly, allow } = options
  if (readOnly || allow === null) {
    const why = readOnly ? 'started read-only' : 'started without --allow'
    return `It cannot place, change or cancel any order (${why}). Say what you would do; a person types it: \`openbell trade ...\`.`
  }
  if (allow === 'live') {
    return 'LIVE account, real money: `order_preview` and `order_place` only propose; a person approves each outside of this conversation (`openbell trade approve ID`). Never say that an order was sent before its state says so.'
  }
  return `Orders on the ${settings.broker} paper account: \`order_preview\`, then \`order_place\` with its previewId and a clientOrderId of your own; the same id again is the same order. No tool reaches a live account.`
}

/** Flags longer than this, in characters, are not repeated. */
const MOST_FLAGS = 80

/** How to stop, in the order of it: what a tool does where orders are allowed, and what a person types in any case. */
export function emergency({ context: { settings }, server: { options } }: ToolCall): string[] {
  const live = settings.mode === 'live' ? ' --live' : ''
  const flags = typedFlags(settings, true).trim()
  const same = flags.length > MOST_FLAGS ? 'the flags of this server' : `\`${flags}\``
  const added = flags === '' ? '' : ` (each with ${same})`
  return [
    `1. Stop: ${byTool(options)}`,
    `2. The person types, in this order${added}: \`openbell trade halt --reason TEXT${live}\`, \`openbell trade cancel all${live}\`, \`openbell trade flatten${live}\`. A file named HALT in the home folder halts entries too.`,
    '3. An outcome `unknown` is not a failure: never send again; look with `trade_status`, then the person types `openbell trade reconcile`.',
    '4. Only a person lifts a halt: `openbell trade resume --by NAME --reason TEXT`.',
  ]
}

function byTool({ readOnly, allow }: ToolCall['server']['options']): string {
  if (readOnly || allow === null) return 'this server has no tool for it: tell the person at once.'
  const halt = '`trade_halt` with a reason (stops entries and cancels resting ones; exits and stops stay)'
  return allow === 'live'
    ? `${halt}; all else the person does.`
    : `${halt}, then \`trade_cancel\` for what still rests, then \`trade_flatten\` (a preview; with execute: true it closes).`
}

/** The step from a plan to an order, as this server was started. */
export function placing({ server: { options } }: ToolCall): string {
  if (options.readOnly || options.allow === null) {
    return 'Judge it with `risk_check`, say its verdict and warnings; a person types `openbell trade buy SYMBOL QUANTITY --limit P --stop P`.'
  }
  return 'Judge it with `risk_check`, then `order_preview`; say its verdict and warnings before `order_place`. A denial is an answer: do not work around it.'
}
