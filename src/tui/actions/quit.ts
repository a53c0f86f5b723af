import { counted } from '../../operations/common/words.ts'
import type { SessionView } from '../../operations/stream/view.ts'
import { question } from './question.ts'
import type { Screen } from './screen.ts'

/** `q`: asks where something is open or a strategy runs; else it leaves at once. */
export function askQuit(screen: Screen) {
  if (needsNoQuestion(screen)) return screen.leave(0)
  const lines = openThings(screen.session.view)
  question(screen, { title: 'Leave the session?', lines }, () => screen.leave(0))
}

/** Ctrl-C asks as `q` does; pressed at that question it is a yes. */
export function interrupt(screen: Screen) {
  const { overlay } = screen.store.get()
  if (overlay?.kind === 'confirm' && overlay.title === 'Leave the session?') return screen.leave(0)
  askQuit(screen)
}

/** True where leaving ends nothing: another process has the session, it has ended by itself, or nothing is open in it. */
export function needsNoQuestion({ session: { kind, view } }: Screen): boolean {
  return kind !== 'own' || view.stream.state === 'over' || openThings(view).length === 0
}

function openThings({ account, strategy }: SessionView): string[] {
  const positions = account?.positions ?? []
  const orders = account?.orders.length ?? 0
  const bare = positions.filter((one) => one.stop === null).map((one) => one.symbol)
  return [
    ...(strategy ? [`${strategy.name} stops: nobody watches its positions until it is started again`] : []),
    ...(positions.length > 0 ? [`left open: ${counted(positions.length, 'position')}`] : []),
    ...(orders > 0 ? [`left at the broker: ${counted(orders, 'order')}; what is protected there stays protected`] : []),
    ...(bare.length > 0 ? [`without a stop: ${bare.join(', ')}`] : []),
  ]
}
