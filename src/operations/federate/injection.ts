/**
 * Words by which text speaks to a program in place of telling about a company. A list can be got around: it spares a reader the clumsy
 * ones. What protects is that no text of a peer ever becomes an argument of anything.
 */
const ORDERS_ABOUT = [
  /\b(ignore|disregard|forget|override)\b.{0,40}\b(instructions?|prompts?|rules?|previous|above|system)\b/i,
  /\b(system|developer)\s+(prompt|message|instructions?)\b/i,
  /<\/?\s*(system|assistant|user|tool|instructions?)\b/i,
  /\b(you (must|should|are now)|your (task|instructions?))\b/i,
  /\b(call|use|invoke|run)\b.{0,30}\b(tool|function|order_\w+|place_\w+|\w+_place)\b/i,
  /\b(place|submit|send|execute|cancel)\b.{0,20}\b(orders?|trades?)\b/i,
  /\b(api[ _-]?keys?|passwords?|tokens?|credentials?|secrets?)\b.{0,30}\b(send|show|reveal|print|paste|give)\b/i,
  /\b(send|show|reveal|print|paste|give)\b.{0,40}\b(api[ _-]?keys?|passwords?|credentials?|secrets?)\b/i,
]

/** True for text that tells its reader what to do. */
export function givesInstructions(text: string): boolean {
  const plain = text.normalize('NFKC')
  return ORDERS_ABOUT.some((pattern) => pattern.test(plain))
}
