import { it } from 'vitest'
import { templatesToApprove } from '../../scripts/lib/whatsapp-templates.ts'
import { TOLD_EVENTS } from '../../src/domain/notifications/preferences.ts'
import { orderIn } from '../../src/domain/notifications/stop-words.ts'
import { builtInName, builtInParameters } from '../../src/use-cases/notifications/messages.ts'

const templates = templatesToApprove()
const bodyOf = (template: (typeof templates)[number]) => template.components[0].text

it('has Meta approve each template that is sent, with the parameters it is sent with', ({ expect }) => {
  expect(new Set(templates.map(({ name, language }) => `${name} ${language}`)).size).toBe(55)
  for (const template of templates) {
    const event = TOLD_EVENTS.find((each) => builtInName(each) === template.name)
    const wanted = event && builtInParameters(event).map((_, place) => `{{${place + 1}}}`)
    expect(template.name).toMatch(/^shipment_[a-z_]+$/)
    expect(bodyOf(template).match(/\{\{\d\}\}/g)).toEqual(wanted)
    expect(template.components[0].example.body_text[0]).toHaveLength(wanted?.length ?? 0)
  }
})

it('says nothing that Meta refuses: no parameter at an end, no open hole, at most 1024 characters', ({ expect }) => {
  for (const template of templates) {
    expect(bodyOf(template)).not.toMatch(/^\{\{|\}\}$|\{news\}|\{\{\d\}\}[^\p{L}]*$/u)
    expect(bodyOf(template).length).toBeLessThan(550)
  }
})

it('names in each language a word that really ends the messages', ({ expect }) => {
  for (const template of templates) {
    const word = /(?:STOP|BAJA|ARRÊT|SAIR|إيقاف)/.exec(bodyOf(template))?.[0] ?? ''
    expect(orderIn(word)?.kind).toBe('stop')
  }
})
