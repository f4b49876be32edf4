import type { AccountWords } from '../account-words.ts'

export const en: AccountWords = {
  purposes: {
    verify_email: {
      title: 'Confirm your email address',
      text: 'Press the button to confirm that this address is yours.',
      button: 'Confirm address',
      done: { title: 'Your address is confirmed', text: 'You can close this page.' },
      spent:
        'It was used already or is too old. If your address is not confirmed yet, ask for a new mail where you sign in.',
    },
    reset_password: {
      title: 'Choose a new password',
      text: 'It will end every sign-in of this account, on all devices.',
      button: 'Save password',
      done: { title: 'Your password is changed', text: 'Sign in with it from now on. You can close this page.' },
      spent: 'It was used already or is too old. Ask for a new mail where you sign in.',
    },
    accept_invite: {
      title: 'Join {brand}',
      text: 'Tell us your name and choose a password. You will sign in with them.',
      button: 'Accept the invitation',
      done: {
        title: 'Welcome aboard',
        text: 'Your account is ready. Sign in with your email address and the password.',
      },
      spent: 'It was used already or is too old. Ask whoever invited you to do it again.',
    },
  },
  spentTitle: 'This link no longer works',
  suspended: {
    title: 'This account is suspended',
    text: 'The company’s account is out of service at the moment. Its owner can write to support.',
  },
  busy: { title: 'Too many tries', text: 'Please wait a few minutes and try again.' },
  email: 'Email address',
  name: 'Your name',
  password: 'New password',
  passwordHint: '8 to 128 characters. Several words that have nothing to do with each other make a good one.',
  faults: {
    too_short: 'This password is too short. It needs at least 8 characters.',
    too_long: 'This password is too long. It may have at most 128 characters.',
    common: 'This password is among the first that are tried. Choose one without names, years and common words alone.',
    name_missing: 'Please tell us your name, 120 characters at most.',
  },
}
