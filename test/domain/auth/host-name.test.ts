import { describe, it } from 'vitest'
import { HostName } from '../../../src/domain/auth/host-name.ts'

describe('a host name', () => {
  it.for([
    ['track.bluesky.com', 'track.bluesky.com'],
    [' Track.BlueSky.COM. ', 'track.bluesky.com'],
    ['envíos.es', 'xn--envos-1sa.es'],
    ['xn--envos-1sa.es', 'xn--envos-1sa.es'],
    ['a.b.c.d.couriers.co.uk', 'a.b.c.d.couriers.co.uk'],
  ] as const)('%s is %s', ([typed, host], { expect }) => {
    expect(HostName.parse(typed)).toBe(host)
  })

  it.for([
    '',
    'localhost',
    'couriers',
    'printer.local',
    'db.internal',
    'metadata.google.internal',
    'x.localhost',
    'router.lan',
    'nas.home.arpa',
    'couriers.example',
    'couriers.test',
    'abcdef.onion',
    '127.0.0.1',
    '127.1',
    '0x7f.1',
    '2130706433',
    '169.254.169.254',
    '[::1]',
    '::1',
    'track.bluesky.com:8080',
    'https://track.bluesky.com',
    'track.bluesky.com/path',
    'user@track.bluesky.com',
    'track.bluesky.com?x',
    'track.bluesky.com#x',
    'track..com',
    '-track.com',
    'track_er.com',
    'track.bluesky.com\\@evil.com',
    'tr ack.com',
    `${'a'.repeat(64)}.com`,
    `${'a.'.repeat(127)}com`,
  ])('is not %s', (typed, { expect }) => {
    expect(HostName.parse(typed)).toBeNull()
  })

  it('is this machine in development only', ({ expect }) => {
    for (const host of ['localhost:8080', '127.0.0.1:8080', 'localhost']) {
      expect([HostName.parse(host), HostName.parse(host, { loopback: true })]).toEqual([null, host])
    }
    expect(HostName.parse('10.0.0.1:80', { loopback: true })).toBeNull()
    expect(HostName.parse('localhost.evil.com:80', { loopback: true })).toBeNull()
  })
})
