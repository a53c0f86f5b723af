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

/** How to stop, in the order of it: what a tool does where orders are allowed, and what a person types in any case. */
export function emergency({ context: { settings }, server: { options } }: ToolCall): string[] {
  const live = settings.mode === 'live' ? ' --mode live --live' : ''
  const byTool = !options.readOnly && options.allow !== null
  const tools = byTool
    ? `\`trade_halt\` with a reason (stops entries, cancels resting ones; exits and stops stay)${options.allow === 'paper' ? ', then `trade_cancel` for what still rests, then `trade_flatten`' : ''}.`
    : 'this server has no tool for it: tell the person at once.'
  return [
    `1. Stop: ${tools}`,
    `2. The person types, in this order: \`openbell trade halt --reason TEXT${live}\`, \`openbell trade cancel all${live}\`, \`openbell trade flatten --execute${live}\`. A file named HALT in the home folder halts entries too.`,
    '3. An outcome `unknown` is not a failure: never send again; `trade_status`, then the person types `openbell trade reconcile`.',
    '4. Only a person lifts a halt: `openbell trade resume --by NAME --reason TEXT`.',
  ]
}
