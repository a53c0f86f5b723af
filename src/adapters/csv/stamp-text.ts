import type { Columns } from './header.ts'

/** How to get a row's stamp: one column, or a date and a clock column joined. */
export function stampText(columns: Columns): (fields: string[]) => string {
  const time = columns.get('time') ?? columns.get('dateBeforeEx')!
  const clock = columns.get('clock')
  return clock === undefined ? (fields) => fields[time] : (fields) => `${fields[time]} ${fields[clock]}`
}
