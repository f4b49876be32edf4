import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test'

/** What became of the messages of a batch, by their ids `m0`, `m1` … */
export interface Consumed {
  readonly acknowledged: readonly string[]
  /** Seconds until they come back. */
  readonly retried: Readonly<Record<string, number | undefined>>
}

/**
 * Gives a consumer one message for each body. The platform's result leaves out the delays of retries, so the messages
 * note them on their way to it.
 */
export async function consume(
  handler: (batch: MessageBatch) => Promise<void>,
  { queue, attempts }: { queue: string; attempts: number },
  bodies: readonly unknown[],
): Promise<Consumed> {
  const timestamp = new Date()
  const batch = createMessageBatch(
    queue,
    bodies.map((body, index) => ({ id: `m${index}`, timestamp, attempts, body })),
  )
  const delays = new Map<string, number | undefined>()
  const messages = batch.messages.map((message) => ({
    id: message.id,
    timestamp: message.timestamp,
    body: message.body,
    attempts: message.attempts,
    ack: () => message.ack(),
    retry(options?: QueueRetryOptions) {
      delays.set(message.id, options?.delaySeconds)
      message.retry(options)
    },
  }))
  const { metadata } = batch
  await handler({ queue, messages, metadata, ackAll: () => batch.ackAll(), retryAll: (how) => batch.retryAll(how) })
  const result = await getQueueResult(batch, createExecutionContext())
  return {
    acknowledged: [...result.explicitAcks].sort(),
    retried: Object.fromEntries(result.retryMessages.map(({ msgId }) => [msgId, delays.get(msgId)])),
  }
}
