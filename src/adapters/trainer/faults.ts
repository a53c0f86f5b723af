import { OpenbellError } from '../../core/errors.ts'

/** A loss that is no number any more: the learning rate is too high for the network, or the data holds what is no number. */
export function explodes(step: number, loss: number): OpenbellError {
  const message = `the training went astray: the loss is ${loss} after ${step} steps`
  return new OpenbellError('unavailable', message, 'openbell forecast --model auto')
}

/** A forecast that is no number. */
export function notFinite(): OpenbellError {
  return new OpenbellError('unavailable', 'the network told a forecast that is no number', 'openbell forecast --model auto')
}
