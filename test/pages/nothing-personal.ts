import type { TrackingView } from '../../src/pages/tracking-view.ts'

type FieldsOf<T> = T extends readonly (infer Item)[]
  ? FieldsOf<Item>
  : T extends object
    ? { [K in keyof T]: K | FieldsOf<T[K]> }[keyof T]
    : never
type Personal = 'sender' | 'recipient' | 'receiverName' | 'address' | 'street' | 'phone' | 'email' | 'actor'
type IsFree<T> = [Extract<FieldsOf<T>, Personal>] extends [never] ? true : false

// The compiler is the test here: a view that grows a personal field does not compile, and the second line shows that it would not.
const publicView: IsFree<TrackingView> = true
// @ts-expect-error a view with a recipient is not free of personal fields
const privateView: IsFree<TrackingView & { recipient: string }> = true

void [publicView, privateView]
