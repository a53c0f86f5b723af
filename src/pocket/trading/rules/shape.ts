import type { OrderWish } from '../order-request.ts'
import { inconsistent, unprocessable } from '../refusals.ts'

/** What an order's own fields must say together, before anybody looks at the account or the market. */
export function checkShape(wish: OrderWish): void {
  checkPrices(wish)
  checkClass(wish)
  checkTimeInForce(wish)
  checkFraction(wish)
  checkIncrements(wish)
}

function checkPrices({ type, orderClass, limit, stop, target, trailPrice, trailPercent }: OrderWish): void {
  const needsLimit = type === 'limit' || type === 'stop_limit'
  const needsStop = type === 'stop' || type === 'stop_limit'
  const limitElsewhere = orderClass === 'oco' && target !== null
  if (type === 'stop_limit' && (!limit || !stop)) throw inconsistent('stop limit orders require both stop and limit price')
  if (needsLimit && !limit && !limitElsewhere) throw inconsistent('limit orders require a limit price')
  if (needsStop && !stop) throw inconsistent('stop orders require a stop price')
  if (!needsLimit && limit) throw inconsistent(`${words(type)} orders require no limit price`)
  if (!needsStop && stop) throw inconsistent(`${words(type)} orders require no stop price`)
  const trails = (trailPrice ? 1 : 0) + (trailPercent ? 1 : 0)
  if (type === 'trailing_stop' && trails !== 1)
    throw inconsistent('trailing stop orders must specify one of trail_price or trail_percent')
  if (type !== 'trailing_stop' && trails > 0) throw inconsistent(`${words(type)} orders require no trail_price or trail_percent`)
  if (trailPercent && trailPercent.value >= 100) throw inconsistent('trail_percent must be < 100')
}

function checkClass(wish: OrderWish): void {
  const { orderClass, type, tif, target, protect, extended } = wish
  if (orderClass === '' || orderClass === 'simple') {
    if (target || protect) throw inconsistent('take_profit and stop_loss require order_class bracket, oco or oto')
    return
  }
  if (orderClass === 'oco') {
    if (type !== 'limit') throw inconsistent('oco orders must be limit orders')
    if (!protect) throw inconsistent('oco orders require stop_loss.stop_price')
  } else if (type !== 'market' && type !== 'limit') {
    throw inconsistent(`${orderClass} orders must be market or limit orders`)
  }
  if (orderClass === 'bracket' && !target) throw inconsistent('bracket orders require take_profit.limit_price')
  if (orderClass === 'bracket' && !protect) throw inconsistent('bracket orders require stop_loss.stop_price')
  if (orderClass === 'oto' && (target !== null) === (protect !== null))
    throw inconsistent('oto orders require exactly one of take_profit and stop_loss')
  if (tif !== 'day' && tif !== 'gtc') throw unprocessable(`${orderClass} orders must be DAY or GTC orders`)
  if (extended) throw unprocessable('extended hours order must be simple orders')
}

function checkTimeInForce({ type, tif, extended }: OrderWish): void {
  if (extended && (type !== 'limit' || (tif !== 'day' && tif !== 'gtc')))
    throw unprocessable('extended hours order must be DAY limit orders')
  if (type === 'trailing_stop' && tif !== 'day' && tif !== 'gtc')
    throw unprocessable('trailing stop orders must be DAY or GTC orders')
  if ((type === 'stop' || type === 'stop_limit') && tif !== 'day' && tif !== 'gtc')
    throw unprocessable(`${words(type)} orders must be DAY or GTC orders`)
}

function checkFraction({ qty, notional, tif, type, orderClass }: OrderWish): void {
  if (notional === null && (qty === null || qty.digits === 0)) return
  if (orderClass !== '' && orderClass !== 'simple') throw unprocessable('fractional orders must be simple orders')
  if (tif !== 'day') throw unprocessable('fractional orders must be DAY orders')
  if (type === 'trailing_stop') throw unprocessable('fractional orders must be market, limit, stop or stop_limit orders')
  if (notional !== null && notional.digits > 2) throw unprocessable('notional value must be limited to 2 decimal places')
}

/** SEC rule 612: from a dollar up whole cents, below it four decimals. */
export function checkIncrements(wish: Pick<OrderWish, 'limit' | 'stop' | 'target' | 'protect' | 'trailPrice'>): void {
  const prices = {
    limit_price: wish.limit,
    stop_price: wish.stop,
    'take_profit.limit_price': wish.target,
    'stop_loss.stop_price': wish.protect?.stop ?? null,
    'stop_loss.limit_price': wish.protect?.limit ?? null,
  }
  for (const [name, price] of Object.entries(prices)) {
    if (price === null || price.digits <= (price.value >= 1 ? 2 : 4)) continue
    throw unprocessable(`invalid ${name} ${price.value}. sub-penny increment does not fulfill minimum pricing criteria`)
  }
}

function words(type: string): string {
  return type.replace('_', ' ')
}
