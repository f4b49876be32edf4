import { it } from 'vitest'
import { createSessionService } from '../../../src/core/security/session-tokens.ts'
import type { SessionService } from '../../../src/domain/auth/ports.ts'

const service = createSessionService() satisfies SessionService

it('makes an opaque token of 256 random bits, another each time', async ({ expect }) => {
  const tokens = await Promise.all(Array.from({ length: 50 }, async () => (await service.newToken()).token))
  for (const token of tokens) expect(token).toMatch(/^rt_[A-Za-z0-9_-]{43}$/)
  expect(new Set(tokens).size).toBe(50)
})

it('gives the hash it is found by, which is not the token', async ({ expect }) => {
  const { token, hash } = await service.newToken()
  expect(await service.hashOf(token)).toBe(hash)
  expect(hash).toMatch(/^[0-9a-f]{64}$/)
})

it('hashes with SHA-256 and takes any text', async ({ expect }) => {
  expect(await service.hashOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  expect(await service.hashOf('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
})
