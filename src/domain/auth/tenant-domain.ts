export type DomainProof = 'dns' | 'file'

/** A host name that a company claims. It counts once `verifiedAt` (ms UTC) is set. */
export interface TenantDomain {
  readonly id: string
  readonly tenantId: string
  readonly host: string
  /** What the company publishes to show that the name is theirs. */
  readonly token: string
  readonly verifiedAt: number | null
  readonly verifiedBy: DomainProof | null
  readonly createdAt: number
}

export const TenantDomain = {
  create(input: { id: string; tenantId: string; host: string; token: string; now: number }): TenantDomain {
    const { id, tenantId, host, token, now } = input
    return Object.freeze({ id, tenantId, host, token, verifiedAt: null, verifiedBy: null, createdAt: now })
  },

  verified(domain: TenantDomain, by: DomainProof, now: number): TenantDomain {
    return Object.freeze({ ...domain, verifiedAt: now, verifiedBy: by })
  },

  /** The TXT record that shows it. */
  recordName: (domain: TenantDomain): string => `_aircourier.${domain.host}`,

  /** Where a file that shows it lies on the host (RFC 8615). */
  filePath: '/.well-known/aircourier.txt',
}
