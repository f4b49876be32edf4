import { env } from 'cloudflare:workers'
import { it } from 'vitest'
import { readImportFile } from '../../../src/routes/shipments/csv-import.ts'
import { getImport } from '../../../src/use-cases/imports/get-import.ts'
import { listImports } from '../../../src/use-cases/imports/list-imports.ts'
import { startImport } from '../../../src/use-cases/imports/start-import.ts'
import { exportShipments } from '../../../src/use-cases/shipments/export-shipments.ts'
import { csvOf, goodLines } from '../../harness/csv.ts'
import { aHouse } from '../../harness/house.ts'
import { openDesk } from './desk.ts'

it('leaves its order in the outbox with its row, and its file under the tenant', async ({ expect }) => {
  const desk = await openDesk()
  const { id } = await desk.take(csvOf(goodLines(1)))
  expect(await desk.count('outbox', `id = '${id}' AND type = 'import'`)).toBe(1)
  const { objects } = await env.FILES.list({ prefix: `tenants/${desk.tenant.id}/` })
  expect(objects.map(({ key }) => key)).toEqual([`tenants/${desk.tenant.id}/imports/${id}.csv`])
})

it('has nobody’s file left when an import is not taken in', async ({ expect }) => {
  const desk = await openDesk()
  const failing = { ...desk.ctx, commit: async () => Promise.reject(new Error('busy')) }
  const input = {
    bytes: new TextEncoder().encode(csvOf([{}])),
    fileName: null,
    dryRun: false,
    onError: 'abort',
  } as const
  await expect(startImport(failing, input, readImportFile)).rejects.toThrow('busy')
  expect((await env.FILES.list({ prefix: `tenants/${desk.tenant.id}/` })).objects).toEqual([])
})

it('asks for the permissions: a courier and a customer neither send files nor see what became of them', async ({
  expect,
}) => {
  const desk = await openDesk()
  const { id } = await desk.take(csvOf([{}]))
  const input = {
    bytes: new TextEncoder().encode(csvOf([{}])),
    fileName: null,
    dryRun: false,
    onError: 'abort',
  } as const
  for (const role of ['courier', 'customer'] as const) {
    const actor = { kind: 'user', userId: 'usr_other', role, sessionId: 'ses_other' } as const
    const ctx = { ...aHouse().tenant(desk.tenant, actor, 'api') }
    for (const act of [
      () => startImport(ctx, input, readImportFile),
      () => getImport(ctx, id),
      () => listImports(ctx, { limit: 1, after: null }),
      () => exportShipments(ctx, {}),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: 'forbidden' })
    }
  }
})
