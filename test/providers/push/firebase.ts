import { inject } from 'vitest'
import type { AccessToken } from '../../../src/adapters/fcm/access-token.ts'
import type { AccessTokenStore } from '../../../src/adapters/fcm/access-tokens.ts'
import { createFcmAdapter, type FcmOptions } from '../../../src/adapters/fcm/fcm-adapter.ts'
import type { PushMessage, PushService } from '../../../src/domain/notifications/channel-ports.ts'
import { DeliveryFailure } from '../../../src/domain/notifications/delivery-failure.ts'

export const FCM = inject('fcmUrl')
/** Long for a machine that is busy, short for a provider that is silent. */
const TIMEOUT_MS = 1_500

export interface Account {
  readonly email: string
  readonly project: string
  readonly keyFile: string
}

/** A service account that no other test has. `kind`: how the token endpoint behaves to it. */
export function anAccount(kind = 'sender', change: Readonly<Record<string, unknown>> = {}): Account {
  const chance = crypto.randomUUID().slice(0, 8)
  const [email, project] = [`${kind}-${chance}@blue-sky.iam.gserviceaccount.com`, `blue-sky-${chance}`]
  const keyFile = JSON.stringify({
    type: 'service_account',
    project_id: project,
    private_key_id: `key-${chance}`,
    private_key: inject('fcmPrivateKey'),
    client_email: email,
    token_uri: 'https://oauth2.googleapis.com/token',
    ...change,
  })
  return { email, project, keyFile }
}

/** One that isolates share, without a database. */
export function aStore(): AccessTokenStore & { kept: Map<string, AccessToken> } {
  const kept = new Map<string, AccessToken>()
  return {
    kept,
    find: async (fingerprint) => kept.get(fingerprint) ?? null,
    keep: async (fingerprint, token) => void kept.set(fingerprint, token),
  }
}

export const serviceOf = (account: Account, change: Partial<FcmOptions> = {}): PushService =>
  createFcmAdapter({
    serviceAccount: account.keyFile,
    baseUrl: FCM,
    tokenUrl: `${FCM}/token`,
    tokens: aStore(),
    timeoutMs: TIMEOUT_MS,
    ...change,
  })

export const aMessage = (kind = 'phone', change: Partial<PushMessage> = {}): PushMessage => ({
  token: `${kind}:${crypto.randomUUID()}`,
  title: 'CT-1042 arrived',
  body: 'Your parcel arrived in Frankfurt.',
  data: { event: 'shipment.arrived', shipment_id: 'shp_1' },
  link: 'https://aircourier.test/t/CT-1042',
  collapseKey: 'shp_1',
  ...change,
})

/** How a message was refused. */
export async function refusalOf(work: Promise<unknown>): Promise<DeliveryFailure> {
  const thrown = await work.then(
    () => null,
    (error: unknown) => error,
  )
  if (!(thrown instanceof DeliveryFailure)) throw new Error(`no DeliveryFailure: ${thrown}`)
  return thrown
}

async function asked<T>(path: string): Promise<T> {
  const response = await fetch(`${FCM}/${path}`)
  return response.json<T>()
}

interface Assertion {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
  readonly grant: string
}

export const assertionsOf = (account: Account) =>
  asked<readonly Assertion[]>(`assertions/${encodeURIComponent(account.email)}`)

interface Sent {
  readonly message: Readonly<Record<string, unknown>> & { readonly notification?: { readonly body: string } }
}

export const sentBy = (account: Account) => asked<readonly Sent[]>(`sent/${account.project}`)
/** The provider takes none of the tokens that the account was given. */
export const revoke = (account: Account) => asked(`revoke/${encodeURIComponent(account.email)}`)
