import { it } from 'vitest'
import type { Tenant } from '../../src/domain/auth/tenant.ts'
import { type DeadImportWork, handleDeadImports, handleImports } from '../../src/queues/imports.ts'
import { csvOf, goodLines } from '../harness/csv.ts'
import { type Desk, openDesk } from '../use-cases/imports/desk.ts'
import { consume } from './consume.ts'

function workOf(desk: Desk, change: Partial<DeadImportWork> = {}): DeadImportWork {
  const { log } = desk.ctx
  return {
    log,
    findTenant: async (id) => (id === desk.tenant.id ? desk.tenant : null),
    tenant: () => desk.ctx,
    keep: async () => undefined,
    ...change,
  }
}

const messageOf = (desk: Desk, id: string) => ({ type: 'import', tenant_id: desk.tenant.id, import_id: id })
const work = (desk: Desk, bodies: readonly unknown[], change: Partial<DeadImportWork> = {}) =>
  consume((batch) => handleImports(batch, () => workOf(desk, change)), { queue: 'imports', attempts: 1 }, bodies)

it('works each import once, however often its message comes', async ({ expect }) => {
  const desk = await openDesk()
  const { id } = await desk.take(csvOf(goodLines(3)))
  const { acknowledged } = await work(desk, [messageOf(desk, id), messageOf(desk, id)])
  expect(acknowledged).toEqual(['m0', 'm1'])
  expect(await desk.count('shipments')).toBe(3)
})

it('tries again what fails, what nobody can read, and what a suspended company sent; lets an unknown company’s go', async ({
  expect,
}) => {
  const desk = await openDesk()
  const { id } = await desk.take(csvOf(goodLines(1)))
  const suspended: Tenant = { ...desk.tenant, status: 'suspended' }
  const down = { ...desk.ctx, imports: { ...desk.ctx.imports, find: async () => Promise.reject(new Error('down')) } }
  const tries = [
    await work(desk, [messageOf(desk, id)], { tenant: () => down }),
    await work(desk, [messageOf(desk, id)], { findTenant: async () => suspended }),
    await work(desk, [{ type: 'import' }]),
  ]
  for (const { acknowledged, retried } of tries) {
    expect([acknowledged, Object.keys(retried)]).toEqual([[], ['m0']])
    expect(retried.m0).toBeGreaterThan(0)
  }
  expect((await work(desk, [{ type: 'import', tenant_id: 'ten_gone', import_id: id }])).acknowledged).toEqual(['m0'])
  expect(await desk.count('shipments')).toBe(0)
})

it('does not let one tenant’s message work another’s import', async ({ expect }) => {
  const mine = await openDesk()
  const theirs = await openDesk()
  const { id } = await theirs.take(csvOf(goodLines(1)))
  await work(mine, [messageOf(mine, id)])
  expect(await mine.count('shipments')).toBe(0)
  expect(await theirs.ctx.imports.find(id)).toMatchObject({ status: 'queued' })
})

it('ends a dead letter’s import as failed, with none of its rows in, and keeps the letter', async ({ expect }) => {
  const desk = await openDesk()
  const { id } = await desk.take(csvOf(goodLines(2)))
  const kept: unknown[] = []
  const bodies = [messageOf(desk, id), 'nonsense']
  const { acknowledged } = await consume(
    (batch) => handleDeadImports(batch, () => workOf(desk, { keep: async (letter) => void kept.push(letter) })),
    { queue: 'imports-dead', attempts: 1 },
    bodies,
  )
  expect(acknowledged).toEqual(['m0', 'm1'])
  expect(kept).toEqual(bodies.map((body, index) => ({ queue: 'imports-dead', id: `m${index}`, body })))
  expect(await desk.ctx.imports.find(id)).toMatchObject({ status: 'failed', reason: 'gave_up' })
  expect(await desk.count('shipments')).toBe(0)
})

it('brings a dead letter back that could not be settled', async ({ expect }) => {
  const desk = await openDesk()
  const { id } = await desk.take(csvOf(goodLines(1)))
  const { retried } = await consume(
    (batch) => handleDeadImports(batch, () => workOf(desk, { keep: async () => Promise.reject(new Error('full')) })),
    { queue: 'imports-dead', attempts: 2 },
    [messageOf(desk, id)],
  )
  expect(Object.keys(retried)).toEqual(['m0'])
})
