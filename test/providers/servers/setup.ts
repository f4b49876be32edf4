import type { TestProject } from 'vitest/node'
import { startAeroDataBox } from './aerodatabox.ts'
import { startAviationstack } from './aviationstack.ts'
import { startFcm } from './fcm.ts'
import { startGitHub } from './github.ts'
import { startGraph } from './graph.ts'
import { startHostOwner } from './host-owner.ts'
import { startLiar } from './liar.ts'
import { startOpenIdProvider } from './openid.ts'
import { startResend } from './resend.ts'
import { startSmtp } from './smtp.ts'

declare module 'vitest' {
  interface ProvidedContext {
    aeroDataBoxUrl: string
    aviationstackUrl: string
    openIdUrl: string
    githubUrl: string
    hostOwnerUrl: string
    liarUrl: string
    resendUrl: string
    smtpUrl: string
    fcmUrl: string
    graphUrl: string
    /** Of every service account there, PKCS #8 as PEM. */
    fcmPrivateKey: string
  }
}

/** Starts what the Worker talks to, beside it, on this machine; ends it after the tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [openId, github, hostOwner, resend, smtp, fcm, graph] = await Promise.all([
    startOpenIdProvider(),
    startGitHub(),
    startHostOwner(),
    startResend(),
    startSmtp(),
    startFcm(),
    startGraph(),
  ])
  const [aeroDataBox, aviationstack] = await Promise.all([startAeroDataBox(), startAviationstack()])
  const liar = await startLiar(() => `${openId.url}/token`)
  project.provide('aeroDataBoxUrl', aeroDataBox.url)
  project.provide('aviationstackUrl', aviationstack.url)
  project.provide('liarUrl', liar.url)
  project.provide('openIdUrl', openId.url)
  project.provide('githubUrl', github.url)
  project.provide('hostOwnerUrl', hostOwner.url)
  project.provide('resendUrl', resend.url)
  project.provide('smtpUrl', smtp.url)
  project.provide('fcmUrl', fcm.url)
  project.provide('graphUrl', graph.url)
  project.provide('fcmPrivateKey', fcm.privateKey)
  return async () => {
    await Promise.all([aeroDataBox, aviationstack].map((server) => server.close()))
    await Promise.all([openId, github, hostOwner, liar, resend, smtp, fcm, graph].map((server) => server.close()))
  }
}
