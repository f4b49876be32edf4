export const API_VERSIONS = ['v1', 'v2'] as const
export type ApiVersion = (typeof API_VERSIONS)[number]

/** What a version that is on its way out says of itself (RFC 9745 `deprecation`, RFC 8594 `sunset`). Epoch ms. */
export interface Retirement {
  readonly deprecatedAt: number
  readonly sunsetAt: number
}

/** Versions on their way out. None today. */
export const RETIREMENTS: Readonly<Partial<Record<ApiVersion, Retirement>>> = {}

/** The version that a path names, `/api/v2/shipments` -> `v2`; null for a path outside `/api/`. */
export function versionOf(path: string): ApiVersion | null {
  const name = /^\/api\/([^/]+)/.exec(path)?.[1]
  return API_VERSIONS.find((version) => version === name) ?? null
}

/** Headers that tell the version, and its end when that is set. */
export function versionHeaders(version: ApiVersion, retirements = RETIREMENTS): Readonly<Record<string, string>> {
  const retirement = retirements[version]
  return {
    'api-version': version.slice(1),
    ...(retirement && {
      deprecation: `@${Math.floor(retirement.deprecatedAt / 1000)}`,
      sunset: new Date(retirement.sunsetAt).toUTCString(),
    }),
  }
}

/**
 * The DTO factory: given a presenter for each version, the one that speaks a version. Use cases never know which;
 * a resource adds a version by adding its presenter here, and the compiler asks for the missing ones.
 */
export function dtoFactory<Presenter>(presenters: Readonly<Record<ApiVersion, Presenter>>) {
  return (version: ApiVersion): Presenter => presenters[version]
}
