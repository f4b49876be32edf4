import { describe, it } from 'vitest'
import { vouchesFor } from '../../../src/adapters/oauth/vouches-for.ts'

const GOOGLE = { issuer: 'https://accounts.google.com' }
const MICROSOFT = { issuer: 'https://login.microsoftonline.com/9122040d-6c67-4c5b-b112-36a304b66dad/v2.0' }
const CORP = { issuer: 'https://id.corp.example' }
const verified = { email: 'ana@corp.example', email_verified: true }

describe('an address that a provider vouches for', () => {
  it.for([
    ['any issuer says so', CORP, verified, true],
    ['it says nothing', CORP, { email: 'ana@corp.example' }, false],
    ['it says no', CORP, { ...verified, email_verified: false }, false],
    ['it says so in a text', CORP, { ...verified, email_verified: 'true' }, false],
    ['there is no address', CORP, { email_verified: true }, false],
    ['Google says so of Gmail', GOOGLE, { ...verified, email: 'ana@gmail.com' }, true],
    ['Google says so of a domain of Workspace', GOOGLE, { ...verified, hd: 'corp.example' }, true],
    ['Google says so of a domain it does not run', GOOGLE, verified, false],
    ['Google says so of a domain that only ends alike', GOOGLE, { ...verified, email: 'ana@notgmail.com' }, false],
    ['Microsoft says so, where anyone can write any address', MICROSOFT, verified, false],
    ['Microsoft says so and the deployment trusts that directory', { ...MICROSOFT, trust_email: true }, verified, true],
    ['the deployment distrusts the issuer', { ...CORP, trust_email: false }, verified, false],
    ['the deployment trusts an issuer that says no', { ...CORP, trust_email: true }, { email: 'a@b.example' }, false],
  ] as const)('when %s', ([, provider, claims, expected], { expect }) => {
    expect(vouchesFor(provider, claims)).toBe(expected)
  })
})
