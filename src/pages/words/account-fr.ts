import type { AccountWords } from '../account-words.ts'

export const fr: AccountWords = {
  purposes: {
    verify_email: {
      title: 'Confirmez votre adresse e-mail',
      text: 'Appuyez sur le bouton pour confirmer que cette adresse est la vôtre.',
      button: 'Confirmer l’adresse',
      done: { title: 'Votre adresse est confirmée', text: 'Vous pouvez fermer cette page.' },
      spent:
        'Il a déjà servi ou il est trop ancien. Si votre adresse n’est pas encore confirmée, demandez un nouvel e-mail là où vous vous connectez.',
    },
    reset_password: {
      title: 'Choisissez un nouveau mot de passe',
      text: 'Toutes les connexions de ce compte prendront fin, sur tous les appareils.',
      button: 'Enregistrer le mot de passe',
      done: {
        title: 'Votre mot de passe est changé',
        text: 'Utilisez-le désormais pour vous connecter. Vous pouvez fermer cette page.',
      },
      spent: 'Il a déjà servi ou il est trop ancien. Demandez un nouvel e-mail là où vous vous connectez.',
    },
    accept_invite: {
      title: 'Rejoignez {brand}',
      text: 'Indiquez votre nom et choisissez un mot de passe. Il vous servira à vous connecter.',
      button: 'Accepter l’invitation',
      done: {
        title: 'Bienvenue à bord',
        text: 'Votre compte est prêt. Connectez-vous avec votre adresse e-mail et le mot de passe.',
      },
      spent: 'Il a déjà servi ou il est trop ancien. Demandez à la personne qui vous a invité de recommencer.',
    },
  },
  spentTitle: 'Ce lien ne fonctionne plus',
  suspended: {
    title: 'Ce compte est suspendu',
    text: 'Le compte de l’entreprise est hors service pour le moment. Son propriétaire peut écrire à l’assistance.',
  },
  busy: { title: 'Trop de tentatives', text: 'Patientez quelques minutes, puis réessayez.' },
  email: 'Adresse e-mail',
  name: 'Votre nom',
  password: 'Nouveau mot de passe',
  passwordHint: 'De 8 à 128 caractères. Plusieurs mots sans rapport entre eux font un bon choix.',
  faults: {
    too_short: 'Ce mot de passe est trop court. Il lui faut au moins 8 caractères.',
    too_long: 'Ce mot de passe est trop long. Il peut avoir 128 caractères au plus.',
    common:
      'Ce mot de passe est parmi les premiers que l’on essaie. Choisissez-en un qui ne soit pas fait que de noms, d’années ou de mots courants.',
    name_missing: 'Indiquez votre nom, 120 caractères au plus.',
  },
}
