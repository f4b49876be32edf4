import { createApp } from './app.ts'
import { handleQueue, handleTick } from './worker-doors.ts'

export { NotificationHub } from './durable-objects/notification-hub.ts'

const app = createApp()

export default {
  fetch: app.fetch,
  queue: handleQueue,
  scheduled: handleTick,
} satisfies ExportedHandler<Env>
