/** `2026-03-19` of a bar of a day or longer, `03-19 13:30` of a shorter one; times of answers are UTC. */
export function stamp(time: string, timeframe: string): string {
  if (/[dw]$/.test(timeframe) || time.length <= 10) return time.slice(0, 10)
  return `${time.slice(5, 10)} ${time.slice(11, 16)}`
}

/** `2026-03-19 20:00 UTC` of an ISO time. */
export function asOfStamp(time: string): string {
  return time.length <= 10 ? time : `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`
}
