/** Ready analyses, each one helper of the sandbox over the rows of one symbol (`one`). */
const HELPERS = {
  momentum: '({ momentum5: calculateMomentum(one), momentum20: calculateMomentum(one, 20), rsi: calculateRsi(one) })',
  breakout: 'detectBreakout(one)',
  liquidity: 'assessLiquidity(one)',
  vwap: '({ vwap: calculateVwap(one) })',
  support_resistance: 'detectSupportResistance(one)',
  volume_profile: 'analyzeVolumeProfile(one)',
  algorithmic_activity: 'identifyAlgorithmicActivity(one)',
  regime: 'detectMarketRegime(one)',
  sharpe: "({ sharpe: calculateSharpeRatio(one.returns('close')) })",
  trend: 'assessTrendStrength(one)',
  data_quality: 'assessDataQuality(one)',
}

export type Analysis = keyof typeof HELPERS
export const ANALYSES = Object.keys(HELPERS) as [Analysis, ...Analysis[]]

/** Code for the sandbox: the analysis of each symbol of the dataset by itself. */
export function codeOf(analysis: Analysis): string {
  return [
    `const analyse = (one) => ${HELPERS[analysis]}`,
    "const groups = df.symbols.length > 0 ? [...df.groupBy('symbol')] : [['all', df]]",
    'return Object.fromEntries(groups.map(([symbol, one]) => [symbol, analyse(one)]))',
  ].join('\n')
}
