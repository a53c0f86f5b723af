/** An account's money in dollars; unknown numbers are null. */
export interface Account {
  id: string
  mode: 'paper' | 'live'
  cash: number
  equity: number
  buyingPower: number
  state: 'active' | 'restricted' | 'blocked'
}

/** The broker port as far as reading goes; the trading issue adds submit, cancel, replace, orders, positions, events. */
export interface Broker {
  readonly name: string
  account(signal: AbortSignal): Promise<Account>
}
