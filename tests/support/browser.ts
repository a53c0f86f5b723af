import { accessSync, constants } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome-stable', '/usr/bin/google-chrome']

/** A Chromium of this machine (`OPENBELL_CHROMIUM` names another); null where there is none. */
export function findChromium(): string | null {
  const places = process.env.OPENBELL_CHROMIUM ? [process.env.OPENBELL_CHROMIUM] : PLACES
  return places.find(isExecutable) ?? null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** A headless Chromium; no sandbox, because tests often run as root in a container. */
export function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
}

/** An opened file with everything that a well-behaved page has none of. */
export interface OpenedPage {
  page: Page
  /** Errors and warnings of the console, uncaught errors. */
  complaints: string[]
  /** Addresses asked for beside the file itself. */
  requests: string[]
}

/** Opens a report and waits until its script has drawn. */
export async function openReport(browser: Browser, file: string, colorScheme: 'light' | 'dark'): Promise<OpenedPage> {
  const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 900 } })
  const [complaints, requests]: [string[], string[]] = [[], []]
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    if (request.url() !== `file://${file}`) requests.push(request.url())
  })
  await page.goto(`file://${file}`)
  await page.locator('html[data-ready=true]').waitFor({ state: 'attached' })
  await painted(page)
  return { page, complaints, requests }
}

/** Charts paint in the frame after the one in which they were changed. */
export async function painted(page: Page): Promise<void> {
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
}

/** How many different colours the canvases of an element hold: a blank one has one. */
export async function coloursOf(page: Page, selector: string): Promise<number> {
  return page.evaluate(`(() => {
    const colours = new Set()
    for (const canvas of document.querySelectorAll(${JSON.stringify(`${selector} canvas`)})) {
      if (canvas.width === 0 || canvas.height === 0) continue
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
      for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 0) colours.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2])
    }
    return colours.size
  })()`)
}

/** What the canvases of an element show, to be compared with itself. */
export async function drawnIn(page: Page, selector: string): Promise<string> {
  return page.evaluate(
    `[...document.querySelectorAll(${JSON.stringify(`${selector} canvas`)})].map((one) => one.toDataURL()).join(' ')`,
  )
}
