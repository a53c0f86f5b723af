/** Feed of the simulated market drawn from the usual seed. */
const SIMULATED = 'simulated'
const USUAL_SEED = 1

/** Feed under which simulated bars are kept: another seed is another market, and two markets must not become one series. */
export function keptFeed(feed: string, seed: number): string {
  return feed === SIMULATED && seed !== USUAL_SEED ? `${SIMULATED}:${seed}` : feed
}

/** True for data of a simulated market, whatever its seed and wherever it was kept. */
export function isSimulated(sourceOrFeed: string): boolean {
  return sourceOrFeed === SIMULATED || sourceOrFeed.startsWith(`${SIMULATED}:`)
}
