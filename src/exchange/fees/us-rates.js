import { tableDay } from '../../market/calendar/dates.js';
function sec(date, dollarsPerMillion) {
    return { from: tableDay(date), rate: dollarsPerMillion / 1_000_000, cap: Number.POSITIVE_INFINITY };
}
function taf(date, dollarsPerShare, cap) {
    return { from: tableDay(date), rate: dollarsPerShare, cap };
}
/**
 * Transaction fee on sales under section 31 of the Securities Exchange Act, dollars a million.
 * Source: the SEC's fee rate advisories and FINRA's information notices. Sure from 2011-01-21 on, but for the day of 2012-02-21 (18.00);
 * 2002 to 2005 as brokers listed them; 2007-03-17 to 2010-04-01 from memory of the advisories, where a date may be off by days. Before
 * the table its first rate is used. The rate of 2026-04-04 holds until a later appropriation changes it.
 */
export const SECTION_31 = [
    sec('2001-12-28', 15.0),
    sec('2002-04-01', 30.1),
    sec('2003-03-22', 25.2),
    sec('2003-04-01', 46.8),
    sec('2004-02-22', 39.0),
    sec('2004-04-01', 23.4),
    sec('2005-01-07', 32.9),
    sec('2005-04-01', 41.8),
    sec('2005-12-22', 30.7),
    sec('2007-03-17', 15.3),
    sec('2008-01-25', 11.0),
    sec('2008-04-01', 5.6),
    sec('2009-04-10', 25.7),
    sec('2010-01-15', 12.7),
    sec('2010-04-01', 16.9),
    sec('2011-01-21', 19.2),
    sec('2012-02-21', 18.0),
    sec('2012-04-01', 22.4),
    sec('2013-05-25', 17.4),
    sec('2014-03-18', 22.1),
    sec('2015-02-14', 18.4),
    sec('2016-02-16', 21.8),
    sec('2017-07-04', 23.1),
    sec('2018-05-22', 13.0),
    sec('2019-04-16', 20.7),
    sec('2020-02-18', 22.1),
    sec('2021-02-25', 5.1),
    sec('2022-05-14', 22.9),
    sec('2023-02-27', 8.0),
    sec('2024-05-22', 27.8),
    sec('2025-05-14', 0),
    sec('2026-04-04', 20.6),
];
/**
 * FINRA's Trading Activity Fee on sales of stocks, dollars a share, with its cap for one sale.
 * Source: Schedule A of FINRA's By-Laws, section 1, by Regulatory Notices 11-27 (2011) and 12-06 (2012), SR-FINRA-2020-032 (2022 to
 * 2024) and SR-FINRA-2024-019 (2026 on); the pause from October to December 2026 by SR-FINRA-2026-021. 2027 and 2028 are announced and
 * may change. Before the table its first rate is used.
 */
export const TRADING_ACTIVITY = [
    taf('2004-10-01', 0.000075, 3.75),
    taf('2011-07-01', 0.00009, 4.5),
    taf('2012-03-01', 0.000095, 4.75),
    taf('2012-07-01', 0.000119, 5.95),
    taf('2022-01-01', 0.00013, 6.49),
    taf('2023-01-01', 0.000145, 7.27),
    taf('2024-01-01', 0.000166, 8.3),
    taf('2026-01-01', 0.000195, 9.79),
    taf('2026-10-01', 0, 0),
    taf('2027-01-01', 0.000232, 11.61),
    taf('2028-01-01', 0.00024, 12.05),
];
