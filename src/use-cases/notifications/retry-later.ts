/** Something is not out yet: the message is to come back in so many seconds. */
export class RetryLater extends Error {
  override readonly name = 'RetryLater'
  readonly seconds: number

  constructor(seconds: number) {
    super('a delivery is still waiting')
    this.seconds = seconds
  }
}
