import type { Statement } from '../statement.ts'

export const PLATFORMS = ['ios', 'android', 'web'] as const
export type Platform = (typeof PLATFORMS)[number]

/** Devices that one user may have at once; who registers one more loses the one seen longest ago. */
export const MOST_DEVICES = 20

/** An app on a phone or in a browser, where a user who signed in can be reached by push messages. */
export interface Device {
  /** `dev_…`; another one when the token moves to another user. */
  readonly id: string
  readonly tenantId: string
  readonly userId: string
  /** The provider's name of the app's installation. Whoever registered it last has it. Never shown. */
  readonly token: string
  readonly platform: Platform
  readonly createdAt: number
  readonly lastSeenAt: number
}

/** What a commit throws when the device, or the sign-in that registers it, is not what it was when it was read. */
export class DeviceMoved extends Error {
  override readonly name = 'DeviceMoved'
}

/**
 * Where one tenant's users are reached, for whoever sends. Devices stand in the directory, beside the sessions and users they live and
 * die with: a token that moves, a session that ends and a user who is deactivated cut a device off in the same commit.
 */
export interface DeviceDirectory {
  /** The devices of these users, in no order. One round trip to the directory; none for no users. */
  ofUsers(userIds: readonly string[]): Promise<readonly Device[]>
  /** What the provider calls gone. Nothing for ids that are gone or another tenant's. One round trip; none for no ids. */
  forget(deviceIds: readonly string[]): Promise<void>
}

/** A user's own devices, in the directory. Each read is one round trip. */
export interface DeviceRepository {
  /** The device that this user has under this token. */
  findByToken(tenantId: string, userId: string, token: string): Promise<Device | null>
  /** The latest registered first: `MOST_DEVICES` at the most. */
  list(tenantId: string, userId: string): Promise<readonly Device[]>
  /**
   * Stores the device under its token, takes the token from whoever else had it, and lets go of what is over `MOST_DEVICES`.
   * The commit throws `DeviceMoved` when the user has another device of this token, and when the user or the session `sessionId`
   * (a family) has ended.
   */
  register(device: Device, sessionId: string): readonly Statement[]
  /** The commit throws `not_found` when the user has no such device. */
  remove(tenantId: string, userId: string, id: string): Statement
}
