import { ShipmentImport } from '../../domain/shipments/import.ts'
import type { TenantContext } from '../context.ts'
import { endImport } from './end-import.ts'

/** Ends an import that every try failed on: none of its rows is in, and staff are told. Throws `conflict` when it moves on after all. */
export async function giveUpImport(ctx: TenantContext, importId: string): Promise<void> {
  const found = await ctx.imports.find(importId)
  if (!found || ShipmentImport.isOver(found)) return
  await endImport(ctx, found, ShipmentImport.gaveUp(found, ctx.clock.now()))
}
