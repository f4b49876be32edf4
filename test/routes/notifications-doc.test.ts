import { describe, it } from 'vitest'
import page from '../../docs/notifications.md?raw'
import { aCompany } from '../harness/wire.ts'

/** The rows of the page's table of defaults: an event, and whether each channel tells it. */
function defaults(): Readonly<Record<string, Readonly<Record<string, boolean>>>> {
  const rows = [...page.matchAll(/^\| `(shipment\.\w+)`\s*\|.*\|\s*(on|off)\s*\|\s*(on|off)\s*\|\s*(on|off)\s*\|$/gm)]
  return Object.fromEntries(
    rows.map(([, event, email, whatsapp, push]) => [
      event,
      { email: email === 'on', whatsapp: whatsapp === 'on', push: push === 'on' },
    ]),
  )
}

function example(): Record<string, unknown> {
  const found = /```json\n([\s\S]*?)```/.exec(page)?.[1]
  if (found === undefined) throw new Error('the page has no example any more')
  return JSON.parse(found)
}

describe('the page about what people are told', () => {
  it('has the defaults that a new company has, all of them', async ({ expect }) => {
    const company = await aCompany()
    const { body } = await company.get('/notifications/preferences')
    expect(defaults()).toEqual(body.events)
  })

  it('has an example that is taken, and that changes what it names', async ({ expect }) => {
    const company = await aCompany()
    const before = (await company.get('/notifications/preferences')).body
    const { status, body } = await company.put('/notifications/preferences', example())
    expect(status).toBe(200)
    expect(body.quiet_hours).toEqual(example().quiet_hours)
    expect(body.events).toMatchObject(example().events as object)
    expect(body.events).not.toEqual(before.events)
  })

  it('names every placeholder that there is', async ({ expect }) => {
    const company = await aCompany()
    const template = { title: '{nothing}', body: 'x' }
    const { body } = await company.put('/notifications/templates/shipment.arrived/push/en', template)
    const named = body.errors[0].message.match(/\{\w+\}/g).filter((name: string) => name !== '{nothing}')
    expect(named.length).toBeGreaterThan(5)
    for (const name of named) expect(page).toContain(`\`${name}\``)
  })
})
