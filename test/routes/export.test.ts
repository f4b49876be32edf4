import { exports } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { csvText, parseCsv, plainCell } from '../../src/core/csv.ts'
import { allShipments, csvOf, goodLines, imported } from '../harness/csv.ts'
import { aCompany, aParcel, type Company } from '../harness/wire.ts'

/** Lines of a CSV answer, each by its columns. */
function linesOf(text: string): readonly Readonly<Record<string, string>>[] {
  const { header, rows } = parseCsv(text.replace(/\r\n/g, '\n'), 10_000)
  return rows.map(({ cells }) => Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ''])))
}

const exported = async (company: Company, query = '') => linesOf((await company.get(`/shipments/export${query}`)).text)

describe('GET /shipments/export', () => {
  it('gives a file with a name, in UTF-8, with a byte order mark if asked', async ({ expect }) => {
    const company = await aCompany()
    await company.post('/shipments', aParcel({ sender: { name: 'Ñuño محمد 🛫' } }))
    const plain = await company.get('/shipments/export')
    expect([plain.status, plain.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
    expect(plain.headers.get('content-disposition')).toMatch(/^attachment; filename="shipments-\d{4}-\d\d-\d\d\.csv"$/)
    expect(linesOf(plain.text)[0]?.['sender.name']).toBe('Ñuño محمد 🛫')
    const bytesOf = async (query: string) => {
      const headers = { authorization: `Bearer ${company.token}` }
      const request = new Request(`https://aircourier.test/api/v1/shipments/export${query}`, { headers })
      return new Uint8Array(await (await exports.default.fetch(request)).arrayBuffer())
    }
    expect([...(await bytesOf('?bom=true')).slice(0, 5)]).toEqual([0xef, 0xbb, 0xbf, 0x69, 0x64])
    expect([...(await bytesOf('')).slice(0, 2)]).toEqual([0x69, 0x64])
    expect(csvText(await bytesOf('?bom=true'))).toBe(csvText(await bytesOf('')))
  })

  it('runs no formula in a spreadsheet', async ({ expect }) => {
    const company = await aCompany()
    const names = ['=HYPERLINK("https://evil.example")', '+1', '-1', '@SUM(A1)', "'=1", 'plain']
    for (const name of names) await company.post('/shipments', aParcel({ sender: { name } }))
    const cells = (await exported(company)).map((line) => line['sender.name'] ?? '').reverse()
    expect(cells).toEqual(names.map((name) => (name === 'plain' ? name : `'${name}`)))
    expect(cells.map(plainCell)).toEqual(names)
  })

  it('narrows as the list does, and refuses what it refuses', async ({ expect }) => {
    const company = await aCompany()
    const made = []
    for (let i = 0; i < 3; i++) made.push((await company.post('/shipments', aParcel())).body)
    await company.post(`/shipments/${made[0].id}/transitions`, { to: 'received' })
    const bag = (await company.post('/bags', { bag_number: 'B-1', origin: 'MAD', destination: 'EZE' })).body
    await company.post(`/bags/${bag.id}/shipments`, { shipment_ids: [made[1].id] })
    const ids = async (query: string) => (await exported(company, query)).map((line) => line.id)
    expect(await ids('')).toEqual([made[2].id, made[1].id, made[0].id])
    expect(await ids('?status=received')).toEqual([made[0].id])
    expect(await ids(`?bag_id=${bag.id}`)).toEqual([made[1].id])
    expect(await ids('?created_to=2020-01-01T00:00:00Z')).toEqual([])
    expect(await ids('?created_from=2020-01-01T00:00:00Z')).toHaveLength(3)
    for (const query of ['?status=flying', '?limit=5', '?bom=perhaps']) {
      expect((await company.get(`/shipments/export${query}`)).status).toBe(422)
    }
  })

  it('tells each shipment once over many pages, and nobody else’s', async ({ expect }) => {
    const company = await aCompany()
    const other = await aCompany()
    await imported(company, csvOf(goodLines(1_203)))
    await imported(other, csvOf(goodLines(2)))
    const lines = await exported(company)
    expect(lines).toHaveLength(1_203)
    expect(new Set(lines.map((line) => line.id)).size).toBe(1_203)
    expect(lines.map((line) => line.reference)).toEqual(lines.map((_, index) => `R-${1_203 - index}`))
  })

  it('gives what an import reads: all that was said of a shipment comes back', async ({ expect }) => {
    const company = await aCompany()
    const other = await aCompany()
    const address = {
      line1: 'Av. "Norte", 1',
      line2: '=2º',
      city: 'Madrid',
      region: 'M',
      postal_code: '01003',
      country: 'ES',
    }
    const full = aParcel({
      sender: { name: 'Ana; Ruiz', phone: '+34600111222', email: 'ana@example.com', address },
      reference: '-5',
      awb: '176-12345675',
      pieces: 4,
      description: 'Two lines,\nthe second "quoted";\tand a tab',
      payment_method: 'cod',
      declared_value: { amount: 9900, currency: 'EUR' },
      cod_amount: { amount: 1250, currency: 'USD' },
      notify: { email: true, whatsapp: false, push: true },
      locale: 'ar',
    })
    await company.post('/shipments', full)
    await company.post('/shipments', aParcel({ recipient: { ...aParcel().recipient, name: 'محمد 🛫' } }))
    const { text } = await company.get('/shipments/export?bom=true')
    const end = await imported(other, text)
    expect([end.errors, end.rows_imported]).toEqual([[], 2])
    expect(end.warnings.map((each: { field: string }) => each.field)).toContain('tracking_id')

    const said = (shipment: Readonly<Record<string, unknown>>) => {
      const { id, tracking_id, tracking_url, created_at, updated_at, ...rest } = shipment
      return rest
    }
    const before = await allShipments(company)
    // Newest first there, and so in the file; first in is oldest here.
    expect([...(await allShipments(other))].reverse().map(said)).toEqual(before.map(said))
    const strip = (line: Readonly<Record<string, string>>) => ({
      ...line,
      id: '',
      tracking_id: '',
      created_at: '',
      updated_at: '',
    })
    expect([...(await exported(other))].reverse().map(strip)).toEqual((await exported(company)).map(strip))
  })
})
