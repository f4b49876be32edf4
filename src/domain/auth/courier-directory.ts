import type { User } from './user.ts'

/** The company's people, as far as parcels are given to them. */
export interface CourierDirectory {
  /** Null for nobody and for another company's. */
  find(userId: string): Promise<Pick<User, 'id' | 'role' | 'isActive'> | null>
}
