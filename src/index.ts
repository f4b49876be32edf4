export { NotificationHub } from './durable-objects/notification-hub.ts'

export default { fetch: () => new Response('ok') } satisfies ExportedHandler<Env>
