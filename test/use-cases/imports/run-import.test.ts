import { env } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import type { Statement } from '../../../src/domain/statement.ts'
import { readImportFile } from '../../../src/routes/shipments/csv-import.ts'
import type { TenantContext } from '../../../src/use-cases/context.ts'
import { giveUpImport } from '../../../src/use-cases/imports/give-up-import.ts'
import { runImport } from '../../../src/use-cases/imports/run-import.ts'
import { csvOf, goodLines } from '../../harness/csv.ts'
import { type Desk, dyingAt, openDesk } from './desk.ts'

const run = (ctx: TenantContext, id: string) => runImport(ctx, id, readImportFile)

/** What an import of good rows leaves, and nothing beside it. */
async function left(desk: Desk) {
  return {
    shipments: await desk.count('shipments'),
    timeline: await desk.count('tracking_events', "status = 'created' AND source = 'import'"),
    told: await desk.count('notification_events', "type = 'shipment.created'"),
    outbox: await desk.count(
      'outbox',
      "type = 'notification' AND id IN (SELECT id FROM notification_events n WHERE n.tenant_id = outbox.tenant_id AND n.type = 'shipment.created')",
    ),
    audited: await desk.count('audit_log', "action = 'shipments.imported'"),
    ended: await desk.count('notification_events', "type = 'import.finished'"),
    staged: await desk.count('import_rows'),
  }
}
const whole = (rows: number) => ({
  shipments: rows,
  timeline: rows,
  told: rows,
  outbox: rows,
  audited: 1,
  ended: 1,
  staged: 0,
})

describe('an import of 5,000 rows', () => {
  it('puts all in with one commit of few statements, the same as for one row', async ({ expect }) => {
    const commits: number[] = []
    const counting = (ctx: TenantContext): TenantContext => ({
      ...ctx,
      commit: (statements: readonly Statement[], result) => {
        commits.push(statements.length)
        return ctx.commit(statements, result)
      },
    })
    const desk = await openDesk()
    const one = await openDesk()
    await run(counting(one.ctx), (await one.take(csvOf(goodLines(1)))).id)
    const [, ofOne] = commits.splice(0)
    const description = 'x'.repeat(400)
    await run(counting(desk.ctx), (await desk.take(csvOf(goodLines(5_000, { description })))).id)

    expect(commits.at(-1)).toBe(ofOne)
    expect(await left(desk)).toEqual(whole(5_000))
    expect(await desk.count('shipments', "id LIKE 'shp_%' AND length(tracking_id) = 16")).toBe(5_000)
  })

  it('keeps the first 1,000 errors and counts all', async ({ expect }) => {
    const desk = await openDesk()
    const { id } = await desk.take(csvOf(goodLines(1_500, { origin: 'QQQ' })))
    await run(desk.ctx, id)
    const found = await desk.ctx.imports.findWithProblems(id)
    expect(found?.import).toMatchObject({
      status: 'failed',
      reason: 'rows_refused',
      errorCount: 1_500,
      rowsRefused: 1_500,
    })
    expect(found?.problems.map(({ row }) => row)).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 2))
    expect(await desk.count('shipments')).toBe(0)
  })

  it('takes rows as long as the fields allow, in parameters that D1 takes', async ({ expect }) => {
    const desk = await openDesk()
    const wide = '漢'.repeat(200)
    const quotes = '"\\'.repeat(250)
    const line = { 'sender.name': wide, 'recipient.name': wide, 'recipient.address.line1': wide, description: quotes }
    const { id } = await desk.take(csvOf(goodLines(1_000, line)))
    await run(desk.ctx, id)
    expect(await left(desk)).toEqual(whole(1_000))
    expect(await desk.count('shipments', `length(description) = 500 AND recipient_name = '${wide}'`)).toBe(1_000)
  })
})

describe('an import that is killed', () => {
  // 1,200 rows: three commits of rows and the one that puts them in.
  for (const when of ['before', 'after'] as const) {
    for (const nth of [1, 2, 3, 4]) {
      it(`${when} its commit ${nth} is answered has all rows in once when it is repeated, and none before`, async ({
        expect,
      }) => {
        const desk = await openDesk()
        const { id } = await desk.take(csvOf(goodLines(1_200)))
        await expect(run(dyingAt(desk.ctx, nth, when), id)).rejects.toThrow('killed')
        expect(await desk.count('shipments')).toBe(nth === 4 && when === 'after' ? 1_200 : 0)

        await run(desk.ctx, id)
        await run(desk.ctx, id)
        expect(await left(desk)).toEqual(whole(1_200))
      })
    }
  }

  it('and is given up has none of its rows in, and can no longer be worked', async ({ expect }) => {
    const desk = await openDesk()
    const { id } = await desk.take(csvOf(goodLines(1_200)))
    await expect(run(dyingAt(desk.ctx, 3, 'after'), id)).rejects.toThrow('killed')
    await giveUpImport(desk.ctx, id)
    await giveUpImport(desk.ctx, id)
    await run(desk.ctx, id)
    expect(await left(desk)).toEqual({ ...whole(0), audited: 1, ended: 1 })
    expect(await desk.ctx.imports.find(id)).toMatchObject({ status: 'failed', reason: 'gave_up', rowsImported: 0 })
  })

  it('is refused when a staged row is lost, and has none in', async ({ expect }) => {
    const desk = await openDesk()
    const { id } = await desk.take(csvOf(goodLines(600)))
    await expect(run(dyingAt(desk.ctx, 2, 'after'), id)).rejects.toThrow('killed')
    const shard = desk.tenant.shard === 0 ? env.TENANT_DB_0 : env.TENANT_DB_1
    await shard.prepare('DELETE FROM import_rows WHERE tenant_id = ? AND row_no = 7').bind(desk.tenant.id).run()
    await expect(run(desk.ctx, id)).rejects.toMatchObject({ code: 'conflict' })
    expect(await desk.count('shipments')).toBe(0)
  })

  it('ends as failed when its file is gone', async ({ expect }) => {
    const desk = await openDesk()
    const { id } = await desk.take(csvOf(goodLines(3)))
    await env.FILES.delete(`tenants/${desk.tenant.id}/imports/${id}.csv`)
    await run(desk.ctx, id)
    expect(await desk.ctx.imports.find(id)).toMatchObject({ status: 'failed', reason: 'gave_up' })
  })
})

describe('an import that several work at the same time', () => {
  it('has each row in once; those who come too late are told', async ({ expect }) => {
    const desk = await openDesk()
    const { id } = await desk.take(csvOf(goodLines(1_200)))
    const tries = await Promise.allSettled(Array.from({ length: 5 }, () => run(desk.ctx, id)))
    const refusals = tries.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []))
    expect(new Set(refusals)).toEqual(new Set(['conflict']))
    await run(desk.ctx, id)
    expect(await left(desk)).toEqual(whole(1_200))
  })

  it('is given up or goes in, never both', async ({ expect }) => {
    const desk = await openDesk()
    const { id } = await desk.take(csvOf(goodLines(1_200)))
    await Promise.allSettled([run(desk.ctx, id), giveUpImport(desk.ctx, id)])
    await run(desk.ctx, id)
    const end = await desk.ctx.imports.find(id)
    expect(await left(desk)).toEqual(whole(end?.reason === 'gave_up' ? 0 : 1_200))
  })
})

describe('staff', () => {
  it('hear of progress at most once a second, and of the end', async ({ expect }) => {
    const desk = await openDesk()
    const { id, createdAt } = await desk.take(csvOf(goodLines(2_500)))
    let now = createdAt
    const slow: TenantContext = {
      ...desk.ctx,
      clock: { now: () => now },
      commit: (statements, result) => {
        now += 600
        return desk.ctx.commit(statements, result)
      },
    }
    await run(slow, id)
    // Chunks end at 0, 600, 1200, 1800 and 2400 ms: told at 1200, and 2400 is the end.
    expect(await desk.count('notification_events', "type = 'import.progress'")).toBe(1)
    const { items } = await desk.ctx.notifications.list({ limit: 5, after: null })
    const end = items.find(({ type }) => type === 'import.finished')
    expect(end).toMatchObject({
      subjectType: 'import',
      subjectId: id,
      audience: { staff: true, users: [], people: false },
    })
    expect(end?.payload).toMatchObject({ status: 'finished', rows_imported: 2_500 })
  })
})
