/** Asks the person at the terminal; the question goes to stderr, because stdout is the answer's alone. Ctrl-C is `canceled`. */
export async function ask(kind: 'confirm' | 'text', question: string): Promise<string | null> {
  const { confirm, input } = await import('@inquirer/prompts')
  const where = { output: process.stderr }
  if (kind === 'text') return input({ message: question }, where)
  return (await confirm({ message: question, default: false }, where)) ? 'yes' : 'no'
}
