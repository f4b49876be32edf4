/**
 * Of a row's new values those that differ: D1 writes one entry of every index whose columns a statement names, changed or not.
 */
export function changesOf<T extends object>(before: T, after: T): Partial<T> {
  const stood = new Map<string, unknown>(Object.entries(before))
  const changed = Object.entries(after).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(stood.get(name)),
  )
  return Object.fromEntries(changed) as Partial<T>
}
