/**
 * How far two samples lie apart by their ranks: the normal approximation of the Mann-Whitney U test, ties at their mean rank.
 * Beyond 1.96 either way, one chance in twenty that they are of one distribution.
 */
export function rankZ(first: readonly number[], second: readonly number[]): number {
  const [n, m] = [first.length, second.length]
  const all = [...first, ...second]
  const sorted = all.toSorted((a, b) => a - b)
  const rankOf = (value: number) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2 + 1
  const u = first.reduce((sum, value) => sum + rankOf(value), 0) - (n * (n + 1)) / 2
  return (u - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12)
}
