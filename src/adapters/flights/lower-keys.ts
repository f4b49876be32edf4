const DEEPEST = 10

/**
 * A copy of a JSON value with every object's keys in lower case, at every level. Of two keys that differ in case only
 * the first that holds something counts. What lies deeper than ten levels is dropped, so that no body can exhaust the stack.
 */
export function lowerKeys(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth >= DEEPEST) return null
  if (Array.isArray(value)) return value.map((item) => lowerKeys(item, depth + 1))
  const copy = new Map<string, unknown>()
  for (const [key, inner] of Object.entries(value)) {
    const lower = key.toLowerCase()
    if ((copy.get(lower) ?? null) === null) copy.set(lower, lowerKeys(inner, depth + 1))
  }
  return Object.fromEntries(copy)
}
