import { describe, it } from 'vitest'
import { type RevocationReason, Session } from '../../../src/domain/auth/session.ts'

const SIGNED_IN = Date.UTC(2026, 2, 1)
const WEEK = 7 * 24 * 60 * 60 * 1000

const aSession = () =>
  Session.create({ id: 'ses_1', userId: 'usr_1', tenantId: 'ten_1', tokenHash: 'hash', now: SIGNED_IN })

const revoked = (revokedAt: number, revokedReason: RevocationReason): Session => ({
  ...aSession(),
  revokedAt,
  revokedReason,
})

describe('a session', () => {
  it('starts a family of its own and lives for a week', ({ expect }) => {
    const session = aSession()
    expect(session).toEqual({
      id: 'ses_1',
      familyId: 'ses_1',
      userId: 'usr_1',
      tenantId: 'ten_1',
      tokenHash: 'hash',
      rotatedFrom: null,
      userAgent: null,
      address: null,
      createdAt: SIGNED_IN,
      lastUsedAt: SIGNED_IN,
      expiresAt: SIGNED_IN + WEEK,
      revokedAt: null,
      revokedReason: null,
    })
    expect(Object.isFrozen(session)).toBe(true)
  })

  it('is followed by one of its family, whose week starts anew', ({ expect }) => {
    const from = { userId: 'usr_1', tenantId: 'ten_1', userAgent: 'Firefox', address: '2001:db8::1' }
    const second = Session.create({
      ...from,
      id: 'ses_2',
      tokenHash: 'h2',
      now: SIGNED_IN + 5,
      rotatedFrom: aSession(),
    })
    expect(second).toMatchObject({
      familyId: 'ses_1',
      rotatedFrom: 'ses_1',
      userAgent: 'Firefox',
      address: '2001:db8::1',
      expiresAt: SIGNED_IN + 5 + WEEK,
    })
    const third = Session.create({ ...from, id: 'ses_3', tokenHash: 'h3', now: SIGNED_IN + 9, rotatedFrom: second })
    expect(third).toMatchObject({ familyId: 'ses_1', rotatedFrom: 'ses_2' })
  })
})

describe('a refresh token that is presented', () => {
  const now = SIGNED_IN + WEEK - 1
  it.for([
    { why: 'it was never used', session: aSession(), at: SIGNED_IN, used: false, verdict: 'live' },
    { why: 'its week is not over', session: aSession(), at: SIGNED_IN + WEEK - 1, used: false, verdict: 'live' },
    { why: 'its week is over', session: aSession(), at: SIGNED_IN + WEEK, used: false, verdict: 'expired' },
    { why: 'it was signed out', session: revoked(now, 'logout'), at: now, used: false, verdict: 'revoked' },
    {
      why: 'the password changed',
      session: revoked(now, 'password_changed'),
      at: now,
      used: false,
      verdict: 'revoked',
    },
    { why: 'an admin ended it', session: revoked(now, 'admin'), at: now, used: true, verdict: 'revoked' },
    { why: 'its family was ended', session: revoked(now, 'reuse_detected'), at: now, used: true, verdict: 'revoked' },
    { why: 'the answer was lost', session: revoked(now, 'rotated'), at: now, used: false, verdict: 'grace' },
    { why: '30 seconds went by', session: revoked(now, 'rotated'), at: now + 30_000, used: false, verdict: 'grace' },
    { why: 'more than those', session: revoked(now, 'rotated'), at: now + 30_001, used: false, verdict: 'reused' },
    { why: 'its successor is in use', session: revoked(now, 'rotated'), at: now, used: true, verdict: 'reused' },
    { why: 'it is old and copied', session: revoked(now, 'rotated'), at: now + WEEK, used: true, verdict: 'reused' },
  ] as const)('is $verdict when $why', ({ session, at, used, verdict }, { expect }) => {
    expect(Session.judge(session, at, used)).toBe(verdict)
  })
})
