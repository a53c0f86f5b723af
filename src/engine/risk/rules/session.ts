import { allowed, denied, type Rule } from './rule.ts'

/** A live order needs a session that was given everything live takes; a mode that is neither paper nor live is not known. Exits too. */
export const modeRule: Rule = {
  rule: 'mode',
  sanity: true,
  judge({ view: { broker } }) {
    if (broker === 'none' || broker?.mode === 'paper') return allowed('mode', null, null, 'paper: no real money')
    if (broker?.mode === 'live' && broker.confirmed === true) return allowed('mode', null, null, 'live, and confirmed')
    return denied('mode', null, null, 'a live order needs a confirmed live session: --live and the account number')
  },
}

/** No entries on an account that the broker has blocked; one that it has restricted may still trade, and the broker says what not. */
export const accountRule: Rule = {
  rule: 'account',
  sanity: false,
  judge({ view: { broker } }) {
    if (broker === 'none' || broker?.account === 'active') return allowed('account', null, null, 'the account is active')
    if (broker?.account === 'restricted')
      return allowed('account', null, null, 'the broker has the account restricted: it may refuse')
    return denied('account', null, null, 'the broker has blocked the account: no entries')
  },
}

/** No entries while nobody would hear of their fills. */
export const updatesRule: Rule = {
  rule: 'updates',
  sanity: false,
  judge({ view: { broker } }) {
    if (broker === 'none' || broker?.updates === 'not-needed') return allowed('updates', null, null, 'every answer is asked for')
    if (broker?.updates === 'up') return allowed('updates', null, null, 'the stream of order updates is up')
    return denied('updates', null, null, 'the stream of order updates is down: no entries until it is back')
  },
}

/** No entries on books that are wrong. */
export const divergedRule: Rule = {
  rule: 'diverged',
  sanity: false,
  judge({ view: { broker } }) {
    if (broker === 'none' || broker?.diverged === null) return allowed('diverged', null, null, 'our books and the broker agree')
    const why = broker?.diverged ?? 'whether our books and the broker agree is not known'
    return denied('diverged', null, null, `no entries while our books and the broker differ: ${why}`)
  },
}
