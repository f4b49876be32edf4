import { relative } from 'node:path'
import { styleText } from 'node:util'
import type { Demo } from './demo-journey.ts'

const bold = (text: string) => styleText('bold', text)
const link = (text: string) => styleText('cyan', text)

function row(label: string, ...lines: readonly string[]): string {
  return lines.map((line, index) => `  ${(index === 0 ? label : '').padEnd(17)}${line}`).join('\n')
}

/** The variables that a second terminal needs to reach this server, as a prefix of its command. */
function prefix(port: number, stateDir: string, environment: NodeJS.ProcessEnv): string {
  const parts = [environment.PORT && `PORT=${port}`, environment.STATE_DIR && `STATE_DIR=${stateDir}`]
  return parts
    .filter(Boolean)
    .map((part) => `${part} `)
    .join('')
}

function demoRows(url: string, demo: Demo, command: string): readonly string[] {
  const login = JSON.stringify({ email: demo.email, password: demo.password })
  const [first] = demo.consignment.shipments
  return [
    row(
      'Sign in',
      `${bold(demo.email)}   password ${bold(demo.password)}`,
      `curl -s ${url}/api/v1/auth/login -H 'content-type: application/json' -d '${login}'`,
    ),
    row('Live tracking', link(`${url}/t/${first?.tracking_id ?? ''}`)),
    row('Mailbox', link(`${url}/dev/mailbox`)),
    row('API reference', link(`${url}/docs`)),
    row('Move the flight', `${bold(`${command}npm run demo`)}   in another terminal; keep the tracking page open`),
  ]
}

/** What `npm start` prints when all is ready. */
export function welcome(input: {
  port: number
  stateDir: string
  logFile: string
  demo: Demo | null
  environment: NodeJS.ProcessEnv
}): string {
  const { port, stateDir, demo } = input
  const url = `http://localhost:${port}`
  const rows = demo
    ? demoRows(url, demo, prefix(port, stateDir, input.environment))
    : [row('API reference', link(`${url}/docs`)), row('Mailbox', link(`${url}/dev/mailbox`))]
  const log = row('Log', relative(process.cwd(), input.logFile))
  return ['', `${bold('Aircourier')} runs at ${link(url)}`, '', ...rows, log, '', 'Ctrl-C ends it.', ''].join('\n')
}
