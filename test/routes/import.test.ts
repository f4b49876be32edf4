import { exports } from 'cloudflare:workers'
import { describe, it } from 'vitest'
import { allShipments, csvOf, ended, goodLines, imported, sendBytes, sendCsv } from '../harness/csv.ts'
import { aCompany, call, mailsTo, until } from '../harness/wire.ts'

describe('POST /shipments/import', () => {
  it('makes a shipment of each row, as if each had been announced alone', async ({ expect }) => {
    const company = await aCompany()
    const to = `beto-${crypto.randomUUID()}@people.example`
    const told = { 'recipient.email': to, 'notify.email': 'true', 'sender.phone': '+34 600 111 222' }
    const accepted = await sendCsv(
      company,
      csvOf([
        { reference: 'A-1', ...told },
        { reference: 'A-2', pieces: '3' },
      ]),
    )
    expect([accepted.status, accepted.body.status]).toEqual([202, 'queued'])
    expect(accepted.headers.get('location')).toBe(`/api/v1/imports/${accepted.body.id}`)

    const end = await ended(company, accepted)
    expect(end).toMatchObject({ status: 'finished', rows_total: 2, rows_imported: 2, errors: [], warnings: [] })
    const [second, first] = await allShipments(company)
    expect([first.reference, second.reference, second.pieces]).toEqual(['A-1', 'A-2', 3])
    expect(first.sender.phone).toBe('+34600111222')
    const { body: timeline } = await company.get(`/shipments/${first.id}/events`)
    expect(timeline.data).toMatchObject([
      { status: 'created', source: 'import', actor: company.userId, airport: 'MAD' },
    ])
    expect((await call('GET', `/api/v1/track/${first.tracking_id}`)).body.status).toBe('created')
    expect(await until(async () => (await mailsTo(to)).length > 0 && mailsTo(to))).toHaveLength(1)
    const { body: audit } = await company.get('/audit-log?action=shipments.imported')
    expect(audit.data).toMatchObject([{ actor: company.userId, subject_id: end.id, changes: { rows_imported: 2 } }])
  })

  it('reads its own template', async ({ expect }) => {
    const company = await aCompany()
    const { status, text, headers } = await company.get('/shipments/import/template')
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
    expect(await imported(company, text)).toMatchObject({
      status: 'finished',
      rows_imported: 1,
      errors: [],
      warnings: [],
    })
  })

  it('takes no row of a file with a bad one, and says what is wrong by row and column', async ({ expect }) => {
    const company = await aCompany()
    const bad = { weight_grams: 'heavy', origin: 'Madrid', 'recipient.phone': 'call me', 'notify.push': 'perhaps' }
    const end = await imported(company, csvOf([{}, bad, { destination: 'QQQ' }, { destination: 'MAD' }]))
    expect(end).toMatchObject({ status: 'failed', rows_refused: 3, rows_imported: 0, error_count: 6 })
    expect(end.errors.map((each: { row: number; field: string }) => `${each.row} ${each.field}`).sort()).toEqual([
      '3 notify.push',
      '3 origin',
      '3 recipient.phone',
      '3 weight_grams',
      '4 destination',
      '5 destination',
    ])
    expect(await allShipments(company)).toEqual([])
  })

  it('takes the good rows with on_error=skip', async ({ expect }) => {
    const company = await aCompany()
    const csv = csvOf([{ reference: 'one' }, { weight_grams: '0' }, { reference: 'three' }])
    const end = await imported(company, csv, '?on_error=skip')
    expect(end).toMatchObject({ status: 'finished', rows_refused: 1, rows_imported: 2, error_count: 1 })
    expect((await allShipments(company)).map((each) => each.reference)).toEqual(['three', 'one'])
  })

  it('only looks with dry_run', async ({ expect }) => {
    const company = await aCompany()
    const end = await imported(company, csvOf(goodLines(3)), '?dry_run=true')
    expect(end).toMatchObject({ status: 'finished', dry_run: true, rows_checked: 3, rows_imported: 0 })
    expect(await allShipments(company)).toEqual([])
  })

  it('reads semicolons, tabs, byte order marks, CRLF, quoted line breaks and forgiving headers', async ({ expect }) => {
    const company = await aCompany()
    const line = { description: 'Two; "old"\nbooks, and a map', 'recipient.name': '=SUM(A1)' }
    const plain = csvOf([line])
    const variants = [
      // Quoted, since this file's own delimiter is in the cell.
      csvOf([line], ';').replace(/^.*$/m, (head) => head.toUpperCase()),
      `\uFEFF${plain.replace('weight_grams', ' Weight Grams ').replace('sender.name', 'Sender . Name')}`,
      plain.replaceAll('\n', '\r\n'),
      csvOf([line], '\t'),
    ]
    for (const csv of variants) {
      const end = await imported(company, csv)
      expect([end.errors, end.rows_imported]).toEqual([[], 1])
    }
    const names = (await allShipments(company)).map((each) => [each.description, each.recipient.name])
    expect(names).toEqual(variants.map(() => ['Two; "old"\nbooks, and a map', '=SUM(A1)']))
    const utf16 = new Uint8Array([
      0xff,
      0xfe,
      ...new Uint8Array(new Uint16Array([...plain].map((c) => c.charCodeAt(0))).buffer),
    ])
    const sent = await sendBytes(company, utf16, { 'content-type': 'text/csv' })
    expect((await ended(company, sent)).rows_imported).toBe(1)
  })

  it('keeps emoji and right-to-left names, and takes the apostrophe off that keeps a formula from running', async ({
    expect,
  }) => {
    const company = await aCompany()
    const names = ['محمد العلي 🛫', 'שרה לוי', "'=1+1", "'+34"]
    await imported(company, csvOf(names.map((name) => ({ 'recipient.name': name }))))
    const kept = (await allShipments(company)).map((each) => each.recipient.name).reverse()
    expect(kept).toEqual(['محمد العلي 🛫', 'שרה לוי', '=1+1', '+34'])
  })

  it('warns of a reference that stands in the file twice, and takes both', async ({ expect }) => {
    const company = await aCompany()
    const end = await imported(company, csvOf([{ reference: 'X' }, { reference: 'Y' }, { reference: 'X' }]))
    expect(end).toMatchObject({ rows_imported: 3, warning_count: 1, warnings: [{ row: 4, field: 'reference' }] })
  })

  it('takes a form with its options, and makes one import of a repeated key whatever the boundary', async ({
    expect,
  }) => {
    const company = await aCompany()
    const form = () => {
      const data = new FormData()
      data.set('file', new File([csvOf(goodLines(2))], 'today.csv', { type: 'text/csv' }))
      data.set('dry_run', 'true')
      return data
    }
    const first = await sendBytes(company, form(), { 'idempotency-key': 'file-1' })
    expect([first.status, first.body.file_name, first.body.dry_run]).toEqual([202, 'today.csv', true])
    const again = await sendBytes(company, form(), { 'idempotency-key': 'file-1' })
    expect([again.text, again.headers.get('idempotency-replayed')]).toEqual([first.text, 'true'])
    expect(again.headers.get('location')).toBe(first.headers.get('location'))
    expect((await company.get('/imports')).body.data).toHaveLength(1)
  })

  it('refuses a key that was used with other options', async ({ expect }) => {
    const company = await aCompany()
    const csv = csvOf(goodLines(1))
    await sendCsv(company, csv, '?dry_run=true', { 'idempotency-key': 'k' })
    const other = await sendCsv(company, csv, '', { 'idempotency-key': 'k' })
    expect([other.status, other.body.code]).toEqual([409, 'idempotency_conflict'])
  })
})

describe('a file that is no table of shipments', () => {
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52])
  const header = csvOf([]).trim()
  const BAD: readonly (readonly [string, BodyInit, string])[] = [
    ['an empty file', '', '/file'],
    ['a header only', header, '/file'],
    ['5,001 rows', csvOf(goodLines(5_001)), '/file'],
    ['rows of nothing without end', `${header}${'\n'.repeat(200_000)}`, '/file'],
    ['a picture', png, '/file'],
    ['text in Latin-1', new Uint8Array([...new TextEncoder().encode(csvOf([{}])), 0xf1]), '/file'],
    ['a quote that does not close', `${header}\n"MAD,EZE`, '/file'],
    ['a column that nobody knows', csvOf([{ 'recipient.adress.city': 'x' }]), '/recipient.adress.city'],
    ['a column that stands there twice', `${header},origin\nMAD`, '/origin'],
    ['a column that must be there', csvOf([{}]).replace('weight_grams', 'pieces'), '/weight_grams'],
  ]
  for (const [what, body, pointer] of BAD) {
    it(`is refused at once: ${what}`, async ({ expect }) => {
      const company = await aCompany()
      const answer = await sendBytes(company, body, { 'content-type': 'text/csv' })
      const pointers = answer.status === 422 ? answer.body.errors.map((each: { pointer: string }) => each.pointer) : []
      expect([answer.status, pointers]).toEqual([422, expect.arrayContaining([pointer])])
      expect((await company.get('/imports')).body.data).toEqual([])
    })
  }

  it('tells media types, cut-off forms and large files apart', async ({ expect }) => {
    const company = await aCompany()
    const json = await sendBytes(company, '{}', { 'content-type': 'application/json' })
    expect([json.status, json.body.code]).toEqual([415, 'unsupported_media_type'])
    const cut = await sendBytes(company, 'x', { 'content-type': 'multipart/form-data; boundary=b' })
    expect([cut.status, cut.body.code]).toEqual([400, 'malformed_request'])
    const large = await sendBytes(company, new Uint8Array(10 * 1024 * 1024 + 1), { 'content-type': 'text/csv' })
    expect([large.status, large.body.code]).toEqual([413, 'payload_too_large'])
    const option = await sendCsv(company, csvOf([{}]), '?on_error=perhaps')
    expect([option.status, option.body.errors[0].pointer]).toEqual([422, 'query:on_error'])
  })

  it('names a row with more cells than the header', async ({ expect }) => {
    const company = await aCompany()
    const end = await imported(company, csvOf([{}]).replace('1200', '1200,5'))
    expect(end.errors).toMatchObject([{ row: 2, field: 'row' }])
  })
})

describe('an import', () => {
  it('is told of on the sockets of staff when it ends', async ({ expect }) => {
    const company = await aCompany()
    const headers = { upgrade: 'websocket', authorization: `Bearer ${company.token}` }
    const { webSocket } = await exports.default.fetch(
      new Request('https://aircourier.test/api/v1/ws/notifications', { headers }),
    )
    if (!webSocket) throw new Error('no socket')
    const frames: { event?: string; data?: object }[] = []
    webSocket.addEventListener('message', ({ data }) => void frames.push(JSON.parse(String(data))))
    webSocket.accept()
    const { id } = await imported(company, csvOf(goodLines(2)))
    const end = await until(async () => frames.find(({ event }) => event === 'import.finished'))
    expect(end.data).toMatchObject({ import_id: id, status: 'finished', rows_imported: 2 })
    expect(frames.filter(({ event }) => event === 'shipment.created')).toHaveLength(2)
    webSocket.close(1000)
  })

  it('is nobody else’s', async ({ expect }) => {
    const company = await aCompany()
    const other = await aCompany()
    const { id } = await imported(company, csvOf(goodLines(1)))
    expect((await other.get(`/imports/${id}`)).status).toBe(404)
    expect((await other.get('/imports')).body.data).toEqual([])
    expect((await company.get('/imports')).body.data.map((each: { id: string }) => each.id)).toEqual([id])
  })
})
