import { airports } from './adapters/airports/airports.ts'
import {
  directoryHasOutbox,
  flightsPlanned,
  flightsToPlan,
  overdueDeliveries,
  removeExpired,
  removeExpiredFromDirectory,
  settleDoubts,
  tenantsWithOutbox,
} from './adapters/db/cross-tenant.ts'
import { shardsOf } from './adapters/db/shards.ts'
import { parseAeroDataBoxNotification } from './adapters/flights/aerodatabox-notification.ts'
import type { House } from './composition/house.ts'
import { whatsAppWork } from './composition/whatsapp.ts'
import { openHouse } from './composition.ts'
import { openDirectoryDatabase, openShardDatabase } from './core/database.ts'
import { ids } from './core/ids.ts'
import { createLog, describeError, type Log } from './core/log.ts'
import { tickFlightPolls } from './cron/poll-flights.ts'
import { applyRetention } from './cron/retention.ts'
import { CRONS } from './cron/schedule.ts'
import { sweepOutbox } from './cron/sweep-outbox.ts'
import { tendDeliveries } from './cron/tend-deliveries.ts'
import { tendFlightAlerts } from './cron/tend-flight-alerts.ts'
import { type DeadLetterWork, handleDeadLetters } from './queues/dead-letters.ts'
import { handleFlightUpdates } from './queues/flight-updates.ts'
import { handleDeadImports, handleImports, type ImportWork } from './queues/imports.ts'
import { handleOutbound } from './queues/outbound.ts'

/** Tenants that one sweep of a shard takes. */
const SWEEP_TENANTS = 200

function houseFor(env: Env, execution: ExecutionContext, message: Message, queue: string): House {
  const log = createLog({ message_id: message.id, queue, attempts: message.attempts })
  return openHouse({ env, execution, log, requestId: message.id })
}

/** Every queue of wrangler.toml, by its name. */
export async function handleQueue(batch: MessageBatch, env: Env, execution: ExecutionContext): Promise<void> {
  const open = (message: Message) => houseFor(env, execution, message, batch.queue)
  switch (batch.queue) {
    case 'outbound':
      return handleOutbound(batch, (message) => {
        const house = open(message)
        return {
          ...doorOf(house),
          whatsapp: whatsAppWork(house, env),
          send: async (body, delaySeconds) => {
            await env.OUTBOUND.send(body, { delaySeconds })
          },
        }
      })
    case 'flight-updates':
      return handleFlightUpdates(batch, (message) => {
        const house = open(message)
        return {
          log: house.log,
          directory: house.directory,
          storedBody: async (key) => (await env.FILES.get(key))?.json(),
          parse: (body, key) => parseAeroDataBoxNotification(body, airports, key),
          send: async (part, delaySeconds = 0) => {
            await env.FLIGHT_UPDATES.send(part, { delaySeconds })
          },
        }
      })
    case 'outbound-dead':
    case 'flight-updates-dead':
      return handleDeadLetters(batch, (message) => ({
        ...doorOf(open(message)),
        keep: keepLetter(env),
      }))
    case 'imports':
      return handleImports(batch, (message) => importDoorOf(open(message)))
    case 'imports-dead':
      return handleDeadImports(batch, (message) => ({ ...importDoorOf(open(message)), keep: keepLetter(env) }))
    default:
      throw new Error(`no consumer for the queue ${batch.queue}`)
  }
}

function keepLetter(env: Env): DeadLetterWork['keep'] {
  return async (letter) => {
    await env.FILES.put(`dead-letters/${letter.queue}/${letter.id}.json`, JSON.stringify(letter.body))
  }
}

function importDoorOf(house: House): ImportWork {
  const { log, findTenant } = house
  return { log, findTenant, tenant: (tenant, actor) => house.tenant(tenant, actor, 'import') }
}

function doorOf(house: House) {
  return {
    log: house.log,
    findTenant: house.findTenant,
    directory: house.directory,
    tenant: (tenant: Parameters<House['tenant']>[0], actor: Parameters<House['tenant']>[1]) =>
      house.tenant(tenant, actor, 'api'),
  }
}

/** The tenants of the shards that answered: one that is down does not keep the others' work waiting. */
function reachable(log: Log, answers: readonly PromiseSettledResult<readonly string[]>[]): readonly string[] {
  return answers.flatMap((answer, shard) => {
    if (answer.status === 'fulfilled') return answer.value
    log.error('shard_unreachable', { shard, ...describeError(answer.reason) })
    return []
  })
}

/** Every cron of wrangler.toml. */
export async function handleTick(
  controller: ScheduledController,
  env: Env,
  execution: ExecutionContext,
): Promise<void> {
  const log = createLog({ tick: controller.cron, tick_id: ids.make('req') })
  const house = openHouse({ env, execution, log })
  const shards = shardsOf(env).map((shard) => openShardDatabase(shard))
  const started = Date.now()
  switch (controller.cron) {
    case CRONS.everyMinute:
      await sweepOutbox({
        ...doorOf(house),
        now: started,
        directoryHasOutbox: (before) => directoryHasOutbox(openDirectoryDatabase(env.DIRECTORY_DB), before),
        tenantsWithOutbox: async (before) =>
          reachable(
            log,
            await Promise.allSettled(shards.map((shard) => tenantsWithOutbox(shard, before, SWEEP_TENANTS))),
          ),
      })
      break
    case CRONS.everyFiveMinutes:
      await tendFlightAlerts({
        log,
        directory: house.directory,
        hasProvider: house.config.AERODATABOX_API_KEY !== undefined,
      })
      await tickFlightPolls({
        log,
        directory: house.directory,
        shards: shards.map((shard) => ({
          toPlan: (limit) => flightsToPlan(shard, limit),
          planned: (flights) => flightsPlanned(shard, flights),
        })),
      })
      await tendDeliveries({
        log,
        now: started,
        shards: shards.map((shard) => ({
          settleDoubts: (now, madeBefore, limit) => settleDoubts(shard, now, madeBefore, limit),
          overdue: (before, now, limit) => overdueDeliveries(shard, before, now, limit),
        })),
        send: async (messages) => {
          if (messages.length > 0) await env.OUTBOUND.sendBatch(messages.map((body) => ({ body })))
        },
      })
      break
    case CRONS.nightly:
      await applyRetention({
        log,
        now: started,
        shards: [
          ...shards.map((shard) => (before: number, now: number) => removeExpired(shard, before, now)),
          (before, now) => removeExpiredFromDirectory(openDirectoryDatabase(env.DIRECTORY_DB), before, now),
        ],
      })
      break
  }
  log.info('tick', { ms: Date.now() - started })
}
