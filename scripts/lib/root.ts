import { join } from 'node:path'

/** The project's folder. Scripts may be started from anywhere. */
export const ROOT = join(import.meta.dirname, '..', '..')
