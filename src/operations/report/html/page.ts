import type { ChartLibraryText } from '../../../ports/files.ts'
import { pageScript } from '../client/script.ts'
import { embeddedJson, Html, html } from './html.ts'
import type { Section } from './section.ts'
import { STYLE } from './style.ts'

/** A report of any kind: its head and its parts in their order. */
export interface Page {
  title: string
  /** Under the title. */
  subtitle: string
  /** True when any number rests on a simulated market: said in a banner that cannot be overlooked. */
  simulated: boolean
  /** Instead of that banner: which account this is, so that nobody takes one for another. */
  banner?: { look: 'simulated' | 'paper' | 'live'; text: string }
  /** What to know before reading on. */
  notes: string[]
  sections: Section[]
}

/** What a file of ours says of itself near its start: only over such a file is another report written. */
export const REPORT_MARK = '<meta name="generator" content="openbell">'

/**
 * One self-contained HTML file. Its content security policy allows no network at all and only these very scripts (by their SHA-256), so
 * that not even a text that slipped through the escaping could run.
 */
export async function renderPage(page: Page, library: ChartLibraryText): Promise<string> {
  const scripts = [library.script, pageScript()].map(closed)
  const hashes = await Promise.all(scripts.map(sha256))
  const policy = `default-src 'none'; script-src ${hashes.map((hash) => `'sha256-${hash}'`).join(' ')}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`
  const charts = page.sections.flatMap((section) => section.charts ?? [])
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${new Html(REPORT_MARK)}
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${page.title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
${bannerOf(page)}
<header><h1>${page.title}</h1><p class="sub">${page.subtitle}</p>
${page.notes.length > 0 && html`<ul class="notes">${page.notes.map((note) => html`<li>${note}</li>`)}</ul>`}
<noscript><p class="alarm">Without JavaScript the charts are missing; every table is here.</p></noscript></header>
${navigation(page.sections)}
<main id="main">
${page.sections.map((section) => part(section))}
</main>
${footer(library)}
<script type="application/json" id="charts">${embeddedJson(charts)}</script>
${scripts.map((script) => html`<script>${new Html(script)}</script>\n`)}
</body>
</html>
`
  return document.text
}

function bannerOf({ simulated, banner }: Page): Html | false {
  if (banner) return html`<div class="banner ${banner.look}" role="note">${banner.text}</div>`
  return (
    simulated &&
    html`<div class="banner" role="note">SIMULATED: this market is made up; the result says nothing about a real one</div>`
  )
}

function part({ id, title, body }: Section): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${body}</section>\n`
}

function navigation(sections: Section[]): Html {
  const links = sections.map(({ id, title }) => html`<li><a href="#${id}">${title.split(':')[0]}</a></li>`)
  return html`<nav aria-label="Parts of this report"><ul>${links}<li class="push"><button type="button" id="theme" hidden>Light or dark</button></li></ul></nav>`
}

function footer(library: ChartLibraryText): Html {
  return html`<footer><p>Made by openbell. Nothing here is advice. Times in tables are UTC; charts show the exchange's clock.</p>
<p>Charts: TradingView Lightweight Charts™ ${library.version}, Copyright (c) TradingView, Inc., under the Apache License 2.0;
<a href="https://www.tradingview.com/" rel="noreferrer">https://www.tradingview.com/</a></p>
<details><summary>Licence of the charting library</summary><pre>${library.licence}</pre></details></footer>`
}

/** A script that its own text cannot end early. */
function closed(script: string): string {
  return script.replaceAll(/<\/(script)/gi, '<\\/$1').replaceAll('<!--', '<\\!--')
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return btoa(String.fromCharCode(...new Uint8Array(digest)))
}
