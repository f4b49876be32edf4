import type { Bag } from '../../domain/shipments/bag.ts'
import type { TenantContext } from '../context.ts'
import type { Conditional } from '../expected-version.ts'
import { transitionBag } from './transition-bag.ts'

/** Takes a loaded bag off its flight: it is sealed again. Throws `not_found`, `invalid_transition`. */
export async function offloadBag(ctx: TenantContext, input: { bagId: string } & Conditional): Promise<Bag> {
  return transitionBag(ctx, { id: input.bagId, to: 'sealed', sealNumber: null, expected: input.expected })
}
