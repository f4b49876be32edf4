import { exports } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { printLabelPdf } from '../../src/use-cases/labels/print-label.ts'
import { printManifest } from '../../src/use-cases/labels/print-manifest.ts'
import { csvOf, goodLines, imported } from '../harness/csv.ts'
import { aHouse } from '../harness/house.ts'
import { pdfSheets, scan, svgSheet } from '../harness/scan.ts'
import { aCompany, aParcel, type Company } from '../harness/wire.ts'

async function pdfOf(company: Company, path: string) {
  const headers = { authorization: `Bearer ${company.token}` }
  const response = await exports.default.fetch(new Request(`https://aircourier.test/api/v1${path}`, { headers }))
  const type = response.headers.get('content-type')
  const sheets = type === 'application/pdf' ? await pdfSheets(new Uint8Array(await response.arrayBuffer())) : []
  return { status: response.status, type, sheets }
}

describe('GET /shipments/{id}/label', () => {
  it('gives a page for each piece that leads a scanner to the tracking page', async ({ expect }) => {
    const company = await aCompany()
    const shipment = (await company.post('/shipments', aParcel({ pieces: 3 }))).body
    const { status, type, sheets } = await pdfOf(company, `/shipments/${shipment.id}/label`)
    expect([status, type, sheets.length]).toEqual([200, 'application/pdf', 3])
    for (const sheet of sheets) {
      expect(scan(sheet, 'CODE_128')).toBe(shipment.tracking_id)
      expect(scan(sheet, 'QR_CODE')).toBe(shipment.tracking_url)
    }
    const svg = await company.get(`/shipments/${shipment.id}/label?format=svg&piece=2`)
    expect(svg.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8')
    expect(svg.text).toContain('2 / 3')
    expect(scan(svgSheet(svg.text), 'QR_CODE')).toBe(shipment.tracking_url)
  })

  it('refuses another form, a piece that there is not, and another company', async ({ expect }) => {
    const company = await aCompany()
    const other = await aCompany()
    const { id } = (await company.post('/shipments', aParcel())).body
    expect((await company.get(`/shipments/${id}/label?format=png`)).status).toBe(422)
    const piece = await company.get(`/shipments/${id}/label?format=svg&piece=2`)
    expect([piece.status, piece.body.errors[0].pointer]).toEqual([422, 'query:piece'])
    expect((await other.get(`/shipments/${id}/label`)).status).toBe(404)
    expect((await other.get(`/shipments/${id}/label?format=svg`)).status).toBe(404)
  })
})

describe('GET /bags/{id}/manifest', () => {
  it('lists what is in the bag on as many pages as it takes', async ({ expect }) => {
    const company = await aCompany()
    await imported(company, csvOf(goodLines(60)))
    const ids = (await company.get('/shipments?limit=100')).body.data.map((each: { id: string }) => each.id)
    const bag = (await company.post('/bags', { bag_number: 'MAD-EZE-7', origin: 'MAD', destination: 'EZE' })).body
    await company.post(`/bags/${bag.id}/shipments`, { shipment_ids: ids })
    const { status, sheets } = await pdfOf(company, `/bags/${bag.id}/manifest`)
    expect([status, sheets.length]).toEqual([200, 2])
    const [first] = sheets
    expect(first && scan(first, 'CODE_128')).toBe('MAD-EZE-7')
    expect((await (await aCompany()).get(`/bags/${bag.id}/manifest`)).status).toBe(404)
  })
})

it('prints nothing for a courier or a customer', async ({ expect }) => {
  const company = await aCompany()
  const { id } = (await company.post('/shipments', aParcel())).body
  const bag = (await company.post('/bags', { bag_number: 'B', origin: 'MAD', destination: 'EZE' })).body
  const house = aHouse()
  const tenant = await house.findTenant(company.tenantId)
  for (const role of ['courier', 'customer'] as const) {
    const actor = { kind: 'user', userId: 'usr_other', role, sessionId: 'ses_other' } as const
    const ctx = tenant && house.tenant(tenant, actor, 'api')
    await expect(ctx && printLabelPdf(ctx, id)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(ctx && printManifest(ctx, bag.id)).rejects.toMatchObject({ code: 'forbidden' })
  }
})
