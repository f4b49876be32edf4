/** The crons of wrangler.toml, by what they do. */
export const CRONS = {
  everyMinute: '* * * * *',
  everyFiveMinutes: '*/5 * * * *',
  nightly: '17 3 * * *',
} as const
