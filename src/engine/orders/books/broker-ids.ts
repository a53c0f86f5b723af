/** Which order of ours a broker's id means, and what waits to be told: links between orders may come before the orders do. */
export class BrokerIds {
  /** Client order ids. */
  readonly byBrokerId = new Map<string, string>()
  readonly #waiting = new Map<string, ((clientOrderId: string) => void)[]>()

  name(brokerId: string, clientOrderId: string): void {
    if (this.byBrokerId.get(brokerId) === clientOrderId) return
    this.byBrokerId.set(brokerId, clientOrderId)
    for (const tell of this.#waiting.get(brokerId) ?? []) tell(clientOrderId)
    this.#waiting.delete(brokerId)
  }

  /** Now, or when an order with this broker id is told. */
  when(brokerId: string, tell: (clientOrderId: string) => void): void {
    const known = this.byBrokerId.get(brokerId)
    if (known !== undefined) tell(known)
    else this.#waiting.set(brokerId, [...(this.#waiting.get(brokerId) ?? []), tell])
  }
}
