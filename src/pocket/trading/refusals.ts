import { Refusal } from '../reply.ts'

/** The vendor's codes of refused orders; one code stands for many causes. */

/** 400: the body cannot be read as an order. */
export function unreadable(message = 'request body format is invalid'): Refusal {
  return new Refusal(400, message, 40010000)
}

/** 422: a field is missing, or fields do not go together. */
export function inconsistent(message: string): Refusal {
  return new Refusal(422, message, 40010001)
}

/** 422: well formed, but against a rule of prices, sizes, symbols or times. */
export function unprocessable(message: string, extra: Record<string, unknown> = {}): Refusal {
  return new Refusal(422, message, 42210000, extra)
}

/** 403: the account may not do this now. */
export function forbidden(message: string, extra: Record<string, unknown> = {}): Refusal {
  return new Refusal(403, message, 40310000, extra)
}
