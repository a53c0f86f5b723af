import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { initWasm, Resvg } from '@resvg/resvg-wasm'
import { once } from '../../core/once.ts'
import { FONT } from './frame.ts'

const require = createRequire(import.meta.url)

const fonts = once(async () => {
  const [regular, bold] = await Promise.all(
    ['400Regular/RobotoMono_400Regular.ttf', '700Bold/RobotoMono_700Bold.ttf'].map((file) =>
      readFile(require.resolve(`@expo-google-fonts/roboto-mono/${file}`)),
    ),
  )
  // Once in a process: a second time is refused.
  await initWasm(readFile(require.resolve('@resvg/resvg-wasm/index_bg.wasm')))
  return [regular, bold]
})

/** SVG text as PNG, base64. Fonts come from a package: the same picture on every machine. */
export async function png(svg: string): Promise<string> {
  const options = { fontBuffers: await fonts(), defaultFontFamily: FONT, monospaceFamily: FONT }
  const drawn = new Resvg(svg, { font: options })
  const image = drawn.render()
  try {
    return Buffer.from(image.asPng()).toString('base64')
  } finally {
    image.free()
    drawn.free()
  }
}
