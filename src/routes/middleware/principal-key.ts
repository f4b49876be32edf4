import { Actor } from '../../domain/actor.ts'
import type { Principal } from '../scope.ts'

/** Whose counters and Idempotency-Keys these are: the user or the API key. */
export const principalKey = ({ actor }: Principal): string => Actor.label(actor)
