/**
 * Probability that Student's t with `degrees` (whole, from 1) is at or below `t`: the finite trigonometric sums for odd and even
 * degrees of freedom (Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.7.3 and 26.7.4).
 */
export function studentProbability(t: number, degrees: number): number {
  const angle = Math.atan2(t, Math.sqrt(degrees))
  const cosine = Math.cos(angle)
  const odd = degrees % 2 === 1
  let term = odd ? cosine : 1
  let sum = degrees === 1 ? 0 : term
  for (let k = odd ? 2 : 1; k <= degrees - 3; k += 2) {
    term *= (cosine * cosine * k) / (k + 1)
    sum += term
  }
  const central = odd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum
  return (1 + central) / 2
}
