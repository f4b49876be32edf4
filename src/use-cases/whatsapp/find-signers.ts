import { describeError } from '../../core/log.ts'
import { verifyMetaSignature } from '../../core/security/signatures.ts'
import type { NumberOwner } from '../../domain/notifications/whatsapp-ports.ts'
import type { Signers, WhatsAppContext } from './context.ts'

/** Numbers that one body is looked up for at the most. Meta names one or two. */
const MOST_NUMBERS = 20

/**
 * Whose secret signed a callback: the deployment's, or else that of tenants who say that one of its numbers is theirs. Nobody's: null.
 * The deployment's needs no database; a tenant's, one round trip.
 * @param callback.body exactly as received
 */
export async function findSigners(
  ctx: WhatsAppContext,
  callback: { readonly body: Uint8Array; readonly signature: string | null },
): Promise<Signers | null> {
  const { body, signature } = callback
  if (signature === null) return null
  const isSignedWith = (appSecret: string) => verifyMetaSignature({ appSecret, header: signature, body })
  if (ctx.appSecret !== null && isSignedWith(ctx.appSecret)) return { deployment: true, tenants: [] }
  const owners = await ctx.numbers.ownersOf(numbersIn(ctx, body))
  const tenants: Signers['tenants'][number][] = []
  for (const owner of owners) {
    const secret = await secretOf(ctx, owner)
    if (secret && isSignedWith(secret)) {
      tenants.push({ tenant_id: owner.tenantId, phone_number_id: owner.phoneNumberId })
    }
  }
  return tenants.length === 0 ? null : { deployment: false, tenants }
}

function numbersIn(ctx: WhatsAppContext, body: Uint8Array): readonly string[] {
  try {
    const { numbers } = ctx.parse(JSON.parse(new TextDecoder().decode(body)))
    return [...new Set(numbers.map(({ phoneNumberId }) => phoneNumberId))].slice(0, MOST_NUMBERS)
  } catch {
    return []
  }
}

async function secretOf(ctx: WhatsAppContext, { tenantId, sealedAppSecret }: NumberOwner): Promise<string | null> {
  if (sealedAppSecret === null) return null
  try {
    return await ctx.encryption.decrypt(sealedAppSecret, { tenantId, field: 'whatsapp.app_secret' })
  } catch (error) {
    ctx.log.error('credential_not_readable', {
      tenant_id: tenantId,
      field: 'whatsapp.app_secret',
      ...describeError(error),
    })
    return null
  }
}
