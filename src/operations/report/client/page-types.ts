/** As much of a browser and of the charting library as the page's script uses; this house is compiled without a browser's own types. */

export interface PageElement {
  id: string
  textContent: string | null
  hidden: boolean
  value: string
  tabIndex: number
  dataset: Record<string, string | undefined>
  style: { setProperty(name: string, value: string): void }
  parentNode: PageElement | null
  children: ArrayLike<PageElement> & Iterable<PageElement>
  append(...children: PageElement[]): void
  before(element: PageElement): void
  replaceChildren(...children: PageElement[]): void
  setAttribute(name: string, value: string): void
  removeAttribute(name: string): void
  closest(selector: string): PageElement | null
  querySelector(selector: string): PageElement | null
  querySelectorAll(selector: string): Iterable<PageElement>
  addEventListener(type: string, listener: (event: PageEvent) => void): void
}

export interface PageEvent {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  target: PageElement
  preventDefault(): void
}

export interface PageDocument {
  documentElement: PageElement
  getElementById(id: string): PageElement | null
  querySelector(selector: string): PageElement | null
  querySelectorAll(selector: string): Iterable<PageElement>
  createElement(tag: string): PageElement
}

export interface PageWindow {
  matchMedia(query: string): { matches: boolean; addEventListener(type: 'change', listener: () => void): void }
  getComputedStyle(element: PageElement): { getPropertyValue(name: string): string }
  addEventListener(type: string, listener: () => void): void
}

export interface Range {
  from: number
  to: number
}

export interface TimeScale {
  fitContent(): void
  getVisibleLogicalRange(): Range | null
  setVisibleLogicalRange(range: Range): void
  /** In times of the data. */
  getVisibleRange(): Range | null
  subscribeVisibleLogicalRangeChange(listener: () => void): void
  timeToCoordinate(time: number): number | null
}

export interface Series {
  setData(data: object[]): void
  applyOptions(options: object): void
  attachPrimitive(primitive: object): void
  priceToCoordinate(price: number): number | null
}

export interface Chart {
  addSeries(type: unknown, options: object, pane: number): Series
  applyOptions(options: object): void
  panes(): { setStretchFactor(factor: number): void }[]
  timeScale(): TimeScale
  subscribeCrosshairMove(
    listener: (event: { time?: number; seriesData: Map<Series, { value?: number; close?: number }> }) => void,
  ): void
  remove(): void
}

export interface ChartLibrary {
  createChart(element: PageElement, options: object): Chart
  CandlestickSeries: unknown
  LineSeries: unknown
  BaselineSeries: unknown
  createSeriesMarkers(series: Series, markers: object[]): { setMarkers(markers: object[]): void }
}
