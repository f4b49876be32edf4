import { Buffer } from 'node:buffer'
import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, it } from 'vitest'
import {
  hmacSha256Hex,
  isCanonicalBase64url,
  sha256Hex,
  timingSafeEqual,
  verifyMetaSignature,
  verifySvix,
} from '../../../src/core/security/signatures.ts'

it('digests as FIPS 180 and RFC 4231 say', ({ expect }) => {
  expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  expect(hmacSha256Hex('Jefe', 'what do ya want for nothing?')).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  )
  expect(hmacSha256Hex(new Uint8Array(20).fill(0x0b), new TextEncoder().encode('Hi There'))).toBe(
    'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  )
})

it('compares texts of any length, and only the same are equal', ({ expect }) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(timingSafeEqual(a, a)).toBe(true)
      expect(timingSafeEqual(a, b)).toBe(a === b)
      expect(timingSafeEqual(a, `${a}x`)).toBe(false)
    }),
  )
})

it('takes only the one base64url spelling of some bytes', ({ expect }) => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(isCanonicalBase64url(Buffer.from(bytes).toString('base64url'))).toBe(true)
    }),
  )
  for (const other of ['AB', 'AA==', 'AA\n', ' AA', 'A', '+A', 'ä']) expect(isCanonicalBase64url(other)).toBe(false)
})

describe('a Svix webhook', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek'
  const timestamp = '1614265330'
  const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
  const body = '{"test": 2432232314}'
  const sentAt = 1614265330_000

  function verify(
    changes: Partial<Record<'secret' | 'id' | 'timestamp' | 'signature' | 'body', string>>,
    now = sentAt,
  ) {
    const given = { secret, id, timestamp, signature, body, ...changes }
    const headers = new Headers({
      'svix-id': given.id,
      'svix-timestamp': given.timestamp,
      'svix-signature': given.signature,
    })
    return verifySvix({ secret: given.secret, headers, body: given.body, now })
  }

  function sign(text: string): string {
    const key = Buffer.from(secret.slice(6), 'base64')
    return `v1,${createHmac('sha256', key).update(text).digest('base64')}`
  }

  it('is taken when it is the published example', ({ expect }) => {
    expect(verify({})).toBe(true)
  })

  it('is taken as Resend sends it, from text or from bytes', ({ expect }) => {
    const resend =
      '{"type":"email.delivered","created_at":"2026-11-22T23:41:12.126Z","data":{"email_id":"56761188-7520-42d8-8898-ff6fc54ce618","created_at":"2026-11-22T23:41:11.894Z","from":"Acme <onboarding@resend.dev>","to":["delivered@resend.dev"],"subject":"Sending this example"}}'
    const headers = new Headers({
      'svix-id': 'msg_2bJ8TestResend0001',
      'svix-timestamp': '1790120472',
      'svix-signature': 'v1,nqFkoiY3+kZIUfvTGDu8YHg+xk5n1rAltOiUPmPXl14=',
    })
    const now = 1790120472_000
    expect(verifySvix({ secret, headers, body: resend, now })).toBe(true)
    expect(verifySvix({ secret, headers, body: new TextEncoder().encode(resend), now })).toBe(true)
  })

  it('is taken when one of several signatures is right, as while the secret rotates', ({ expect }) => {
    expect(verify({ signature: `v1,AAAA v1a,BBBB ${signature}` })).toBe(true)
  })

  it('is refused when any part is another', ({ expect }) => {
    expect(verify({ id: 'msg_other' })).toBe(false)
    expect(verify({ timestamp: '1614265331' })).toBe(false)
    expect(verify({ body: '{"test": 2432232315}' })).toBe(false)
    expect(verify({ signature: 'v1,AAAA' })).toBe(false)
    expect(verify({ secret: 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' })).toBe(false)
  })

  it('is refused when the right digest stands under another version', ({ expect }) => {
    expect(verify({ signature: signature.replace('v1,', 'v2,') })).toBe(false)
  })

  it('is refused without its headers', ({ expect }) => {
    expect(verifySvix({ secret, headers: new Headers(), body, now: sentAt })).toBe(false)
    expect(verify({ id: '', signature: sign(`.${timestamp}.${body}`) })).toBe(false)
  })

  it('is taken up to 300 seconds from its time, to either side, and refused beyond', ({ expect }) => {
    expect(verify({}, sentAt + 300_000)).toBe(true)
    expect(verify({}, sentAt - 300_000)).toBe(true)
    expect(verify({}, sentAt + 301_000)).toBe(false)
    expect(verify({}, sentAt - 301_000)).toBe(false)
    expect(verify({}, Number.NaN)).toBe(false)
  })

  it('is refused when its time is no number of seconds, though signed', ({ expect }) => {
    const odd = '1.61426533e9'
    expect(verify({ timestamp: odd, signature: sign(`${id}.${odd}.${body}`) })).toBe(false)
  })

  it('is refused when its id holds a dot, where a signature could be split anew', ({ expect }) => {
    expect(verify({ id: 'msg.1', signature: sign(`msg.1.${timestamp}.${body}`) })).toBe(false)
  })

  it('needs a secret that is one, and does not show it', ({ expect }) => {
    for (const bad of ['', 'whsec_', 'whsec_c2hvcnQ=', secret.slice(6), `${secret}!`]) {
      expect(() => verify({ secret: bad })).toThrow(
        /^The webhook secret is not usable: copy it whole from the provider/,
      )
    }
    expect(() => verify({ secret: 'whsec_c2hvcnQ=' })).not.toThrow(/c2hvcnQ/)
  })
})

describe('a Meta webhook', () => {
  const appSecret = 'test_app_secret'
  const body =
    '{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":"106540352242922"},"statuses":[{"id":"wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQUFERjg0NDEzNDdFODU3MUMxMAA=","status":"delivered","timestamp":"1750030074","recipient_id":"16505551234"}]},"field":"messages"}]}]}'
  const header = 'sha256=9b4c4ec190ffcd2bc5edd013a1462f8d6d4832cb994cdd0cd5f99b7a063fef61'

  it('is taken when the signature is of its bytes', ({ expect }) => {
    expect(verifyMetaSignature({ appSecret, header, body: new TextEncoder().encode(body) })).toBe(true)
  })

  it('is signed over raw bytes: the same JSON written otherwise has another signature', ({ expect }) => {
    const escaped = 'sha256=a104fd04f240f3226c911617d2d487230475cccb686df583ff32134b6e940688'
    const plain = 'sha256=12b95ac8cc6b4b28b638128527b14221223e60fc0dfc5991cb12a0e2313fe651'
    expect(verifyMetaSignature({ appSecret, header: escaped, body: '{"a":"\\u00e4"}' })).toBe(true)
    expect(verifyMetaSignature({ appSecret, header: plain, body: '{"a":"ä"}' })).toBe(true)
    expect(verifyMetaSignature({ appSecret, header: escaped, body: '{"a":"ä"}' })).toBe(false)
  })

  it('is refused with another secret, body, scheme, or no signature', ({ expect }) => {
    expect(verifyMetaSignature({ appSecret: 'other', header, body })).toBe(false)
    expect(verifyMetaSignature({ appSecret, header, body: `${body} ` })).toBe(false)
    expect(verifyMetaSignature({ appSecret, header: header.replace('sha256=', 'sha1='), body })).toBe(false)
    expect(verifyMetaSignature({ appSecret, header: null, body })).toBe(false)
  })

  it('is never checked against an empty secret, under which anyone could sign', ({ expect }) => {
    const forged = `sha256=${hmacSha256Hex('', body)}`
    expect(() => verifyMetaSignature({ appSecret: '', header: forged, body })).toThrow(/app secret is empty/)
  })
})
