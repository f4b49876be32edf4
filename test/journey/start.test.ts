import { createServer } from 'node:net'
import { afterEach, describe, it } from 'vitest'
import { newPlace, type Place } from './company.ts'

let place: Place

afterEach(() => place?.remove())

describe('a server that cannot start', () => {
  it('names the port that is taken and another to try', async ({ expect }) => {
    place = await newPlace()
    const { port } = place.options
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve))
    await expect(place.start()).rejects.toThrow(`Port ${port} is in use by another program.`)
    await new Promise((resolve) => other.close(resolve))
  })

  it('names the variable that is wrong, and no value', async ({ expect }) => {
    place = await newPlace()
    const starting = place.start({ ENVIRONMENT: 'production', EMAIL_FROM: 'nobody-may-read-this' })
    const failure = await starting.catch((error: unknown) => String(error))
    expect(failure).toMatch(/RATE_LIMITS cannot be off in production; PUBLIC_URL must be https in production/)
    expect(failure).not.toContain('nobody-may-read-this')
  })
})
