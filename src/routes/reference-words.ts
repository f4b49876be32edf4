/** The groups of the API reference, in the order in which somebody new meets them. Every tag of a route is one of these. */
export const REFERENCE_TAGS = [
  { name: 'Auth', description: 'Register a company, sign in, stay signed in, come back after a lost password.' },
  { name: 'Shipments', description: 'Parcels: announced, edited, moved step by step, paid, printed, exported.' },
  {
    name: 'Bags',
    description: 'What flies together: packed, sealed, loaded on a flight, received by what is scanned.',
  },
  { name: 'Flights', description: 'What carries bags. Alerts move a flight, and with it every bag and parcel on it.' },
  {
    name: 'Courier',
    description: 'What was given to whoever asks: taken out, handed over with proof, or brought back.',
  },
  { name: 'Tracking', description: 'Where is it? For anyone with the tracking id, and without anybody’s name.' },
  {
    name: 'Notifications',
    description: 'What happened, live and as a list; what people are told, on which channel, and what became of it.',
  },
  { name: 'Imports', description: 'Files of shipments on their way in.' },
  { name: 'Users', description: 'The company’s people: invited, given a role, let go.' },
  { name: 'Company', description: 'Name, looks, language, and the company’s own accounts at providers.' },
  { name: 'Domains', description: 'Host names that lead to the company’s tracking pages.' },
  { name: 'API keys', description: 'For programs. A key is shown once.' },
  { name: 'Audit log', description: 'Who did what to what, from where.' },
  { name: 'Webhooks', description: 'Where providers call. Each proves itself by a token or a signature.' },
] as const

/** What holds for every route. */
export const REFERENCE_INTRODUCTION = [
  'The backend that air couriers run on: shipments, bags, flights, live tracking.',
  'Sign in with POST /api/v1/auth/login and send the access token, or an API key, as a bearer token.',
  'Errors are problem documents (RFC 9457) that name the field and the way out.',
  'Repeat a POST without fear under the same Idempotency-Key.',
  'Lists give a cursor; an ETag and If-Match guard an edit.',
].join(' ')
