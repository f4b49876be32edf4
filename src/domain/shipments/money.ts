/** An amount in the currency's smallest unit (cents, fils), and its ISO 4217 code. */
export interface Money {
  readonly amount: number
  readonly currency: string
}
