/**
 * `node scripts/whatsapp-templates.ts`: the message templates that Meta is to approve, one JSON object a line, as
 * `POST /{WhatsApp Business Account}/message_templates` takes them. docs/operations.md tells how.
 */
import { templatesToApprove } from './lib/whatsapp-templates.ts'

for (const template of templatesToApprove()) console.log(JSON.stringify(template))
