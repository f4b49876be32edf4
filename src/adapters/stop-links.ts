import { isId } from '../core/ids.ts'
import { createOneTimeTokens } from '../core/security/one-time-tokens.ts'
import type { StopLinks } from '../domain/notifications/ports.ts'

const PURPOSE = 'stop_mails'

/**
 * Tokens of the links that stop mails: `<tenant id>~<delivery id>` under our signature, so that nobody stops another's.
 * @param keys the text of `ENCRYPTION_KEYS`
 */
export function createStopLinks(keys: string): StopLinks {
  const tokens = createOneTimeTokens({ keys })
  return {
    tokenFor: (tenantId, deliveryId) => tokens.tokenFor(`${tenantId}~${deliveryId}`, PURPOSE),
    async read(token) {
      if (token.length > 300) return null
      const [tenantId = '', deliveryId = ''] = (await tokens.idOf(token, PURPOSE))?.split('~') ?? []
      return isId('ten', tenantId) && isId('dlv', deliveryId) ? { tenantId, deliveryId } : null
    },
  }
}
