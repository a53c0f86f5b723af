/** True in a bar (or print) that opens inside its date's regular session; daily and weekly bars open with it. */
export function isRegular(book) {
    const regular = regularOf(book);
    return regular !== null && book.bar.time >= regular.open && book.bar.time < regular.close;
}
/** The first bar of the regular session: its open is the opening auction. A bar that began before the session holds an earlier open. */
export function isOpening(book) {
    const regular = regularOf(book);
    if (regular === null)
        return false;
    const { time, previousTime } = book.bar;
    return time >= regular.open && time < regular.close && previousTime < regular.open;
}
/** The last bar of the regular session: its close is the closing auction. A print is it when it is the first one at or after the close. */
export function isClosing(book) {
    const regular = regularOf(book);
    if (regular === null)
        return false;
    const { time, closeTime, previousTime } = book.bar;
    if (time === closeTime)
        return time >= regular.close && previousTime < regular.close;
    return time < regular.close && closeTime >= regular.close;
}
export function isAuction(tif) {
    return tif === 'opg' || tif === 'cls';
}
function regularOf({ series, bar }) {
    return series === null ? null : series.calendar.day(bar.day).regular;
}
