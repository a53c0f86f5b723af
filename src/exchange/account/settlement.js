import { tableDay } from '../../market/calendar/dates.js';
/**
 * Sessions between a stock's sale and its money, by date of the sale. Source: SEC rule 15c6-1: three from 1995-06-07 (release 34-33023),
 * two from 2017-09-05 (34-80295), one from 2024-05-28 (34-96930); five by custom before.
 */
const CYCLES = [
    { from: tableDay('2024-05-28'), sessions: 1 },
    { from: tableDay('2017-09-05'), sessions: 2 },
    { from: tableDay('1995-06-07'), sessions: 3 },
];
/** Sessions that a sale of this date takes to settle. */
export function settlementCycle(day) {
    return CYCLES.find((cycle) => day >= cycle.from)?.sessions ?? 5;
}
/** The day on which the proceeds of a sale may buy again. */
export function settlementDay(day, calendar) {
    let at = day;
    for (let i = settlementCycle(day); i > 0; i--)
        at = calendar.next(at);
    return at;
}
