import type { MailWords } from '../mail-words.ts'

export const en: MailWords = {
  greeting: 'Hello {name},',
  trackingNumber: 'Tracking number',
  route: 'Route',
  expectedArrival: 'Expected arrival',
  cityTime: '{when}, {city} time',
  track: 'See where it is',
  why: '{brand} sends you this because it carries a parcel for you.',
  stop: 'Stop such mails from {brand}',
  questions: 'Questions? Reach {brand} here:',
  linkFallback: 'If the button does not work, open this address:',
  linkLasts: 'The link works once, and only for a limited time.',
  linkLastsHours: 'The link works once, for {hours}.',
  shipment: {
    created: {
      subject: 'A parcel to {destination} has been announced',
      text: 'We know about your parcel and expect to receive it in {origin}. We will write again when it moves.',
    },
    received: {
      subject: 'We have your parcel in {origin}',
      text: 'Your parcel is with us and is being prepared for its flight to {destination}.',
    },
    bagged: {
      subject: 'Your parcel is packed for its flight to {destination}',
      text: 'It is sealed in a bag and leaves {origin} with the next flight.',
    },
    in_transit: {
      subject: 'Your parcel is on its way to {destination}',
      text: 'It has left {origin} by air. You can follow it live on its page.',
    },
    delayed: {
      subject: 'The flight with your parcel is delayed',
      text: 'It is now expected to land in {destination} on {expected}. You need to do nothing: the parcel stays on its flight.',
    },
    sooner: {
      subject: 'Your parcel lands earlier than we told you',
      text: 'Its flight is now expected to land in {destination} on {expected}. You need to do nothing.',
    },
    arrived: {
      subject: 'Your parcel has landed',
      text: 'It has arrived by air and is being sorted on its way to you in {destination}.',
    },
    customs_hold: {
      subject: 'Your parcel is being checked by customs',
      text: 'The authorities are holding it for inspection, which is often routine. You need to do nothing unless you are asked for papers or a payment.',
    },
    available_for_pickup: {
      subject: 'Your parcel is ready for pickup in {destination}',
      text: 'Please bring your tracking number and an identity document.',
    },
    out_for_delivery: {
      subject: 'Your parcel is out for delivery',
      text: 'A courier in {destination} has it on board. Please keep your phone close.',
    },
    delivered: {
      subject: 'Your parcel was delivered',
      text: 'The journey from {origin} to {destination} is complete. Thank you for flying it with us.',
    },
    delivery_failed: {
      subject: 'We could not deliver your parcel yet',
      text: 'The parcel is safe with us. Please check that your address and phone number are right and contact us to agree on another time.',
    },
    returned: {
      subject: 'Your parcel went back to the sender',
      text: 'It could not be handed over in {destination} and was returned. To have it sent again, agree on it with the sender.',
    },
    lost: {
      subject: 'We cannot find your parcel',
      text: 'We are sorry. It could not be located along its route. Please contact us: we will tell you what was done and how compensation works.',
    },
    cancelled: {
      subject: 'The shipment to {destination} was cancelled',
      text: 'The parcel will not be transported. If you did not expect this, ask the sender or contact us.',
    },
    updated: {
      subject: 'News about your parcel to {destination}',
      text: 'Something about it has changed. Its page shows where it stands.',
    },
    flight_delayed: {
      subject: 'The flight with your parcel is delayed',
      text: 'The flight from {origin} to {destination} is running late. You need to do nothing: the parcel travels as soon as it leaves.',
    },
    flight_cancelled: {
      subject: 'The flight with your parcel was cancelled',
      text: 'The parcel is safe. You need to do nothing: we will put it on another flight to {destination} and show the new times on its page.',
    },
    flight_diverted: {
      subject: 'The flight with your parcel is landing elsewhere',
      text: 'The flight to {destination} was diverted to another airport. You need to do nothing: its page shows how it travels on.',
    },
  },
  verify: {
    subject: 'Confirm your email address',
    text: 'Confirm that this address is yours, and your account with {brand} is ready.',
    button: 'Confirm address',
    otherwise: 'If you did not create an account, ignore this mail and nothing happens.',
  },
  reset: {
    subject: 'Choose a new password',
    text: 'Someone, hopefully you, asked for a new password for your account with {brand}.',
    button: 'Choose a new password',
    otherwise: 'If it was not you, ignore this mail. Your password stays as it is.',
  },
  invite: {
    subject: 'You are invited to {brand}',
    text: '{brand} has made you an account. Choose a password to begin.',
    button: 'Accept the invitation',
    otherwise: 'If you did not expect this, ignore this mail and nothing happens.',
  },
  reuse: {
    subject: 'We signed you out to keep your account safe',
    text: 'A key of one of your sign-ins to {brand} was used a second time, which can mean that somebody copied it. That sign-in has been ended, here and for whoever has the copy.',
    button: null,
    otherwise:
      'Please sign in again. If you noticed anything strange, choose a new password: that ends every other sign-in.',
  },
}
