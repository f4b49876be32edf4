/** `npm start`: the whole Worker on this machine, with a demo company in it. PORT and STATE_DIR say where. */
import { join, resolve } from 'node:path'
import { createApi } from './lib/api.ts'
import { startCronTicks } from './lib/cron-ticks.ts'
import { type Demo, playDemoJourney, readDemo, writeDemo } from './lib/demo-journey.ts'
import { portOf } from './lib/port.ts'
import { ROOT } from './lib/root.ts'
import { type RunningServer, startServer } from './lib/server.ts'
import { ServerError } from './lib/server-error.ts'
import { welcome } from './lib/welcome.ts'
import { localVars, makeDevVars } from './lib/worker-vars.ts'

const say = (line: string) => console.log(line)

/** Fulfilled by the first signal that asks for an end, or when whoever started this is gone. */
const asked = new Promise<'asked'>((fulfil) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => fulfil('asked'))
  process.on('disconnect', () => fulfil('asked'))
})

/** The demo of this state, played if it was not. Without it the server is still good, so a failure is only told. */
async function demoOf(server: RunningServer, stateDir: string): Promise<Demo | null> {
  const known = readDemo(stateDir)
  if (known) return known
  say('Playing a parcel’s journey, once …')
  try {
    const demo = await playDemoJourney(createApi(server.url), Date.now())
    writeDemo(stateDir, demo)
    return demo
  } catch (error) {
    say(`The demo could not be played: ${error instanceof Error ? error.message : String(error)}`)
    return null
  }
}

async function serve(server: RunningServer, place: { port: number; stateDir: string; isDevelopment: boolean }) {
  const stopTicks = startCronTicks(server)
  const demo = place.isDevelopment ? await demoOf(server, place.stateDir) : null
  say(welcome({ ...place, demo, logFile: server.logFile, environment: process.env }))
  const end = await Promise.race([asked, server.ended.then(() => 'crashed' as const)])
  stopTicks()
  if (end === 'crashed') throw new ServerError('The Worker ended by itself.', server.logFile)
}

async function main(): Promise<void> {
  const port = portOf(process.env.PORT)
  const stateDir = resolve(process.env.STATE_DIR || join(ROOT, '.wrangler', 'state'))
  const devVars = join(ROOT, '.dev.vars')
  if (makeDevVars(devVars, port)) say('Made .dev.vars with fresh keys.')
  const vars = localVars(devVars, port, process.env)
  const starting = startServer({ port, stateDir, vars, progress: say })
  const server = await Promise.race([starting, asked])
  if (server === 'asked') return
  try {
    const isDevelopment = vars.ENVIRONMENT === 'development'
    await Promise.race([serve(server, { port, stateDir, isDevelopment }), asked])
  } finally {
    say('\nEnding the Worker …')
    await server.stop()
  }
}

try {
  await main()
  process.exit(0)
} catch (error) {
  console.error(
    `\n${error instanceof ServerError ? error.report() : String(error instanceof Error ? error.stack : error)}`,
  )
  process.exit(1)
}
