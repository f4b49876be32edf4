import type { MailWords } from '../mail-words.ts'

export const fr: MailWords = {
  greeting: 'Bonjour {name},',
  trackingNumber: 'Numéro de suivi',
  route: 'Trajet',
  expectedArrival: 'Arrivée prévue',
  cityTime: '{when}, heure de {city}',
  track: 'Voir où il se trouve',
  why: '{brand} vous écrit parce qu’un colis voyage pour vous.',
  stop: 'Ne plus recevoir de messages de {brand}',
  questions: 'Une question\u00a0? Voici comment joindre {brand}\u00a0:',
  linkFallback: 'Si le bouton ne fonctionne pas, ouvrez cette adresse\u00a0:',
  linkLasts: 'Le lien ne fonctionne qu’une fois et pour un temps limité.',
  linkLastsHours: 'Le lien ne fonctionne qu’une fois, pendant {hours}.',
  shipment: {
    created: {
      subject: 'Un colis pour {destination} a été annoncé',
      text: 'Nous attendons de recevoir votre colis à {origin}. Nous vous écrirons dès qu’il avance.',
    },
    received: {
      subject: 'Nous avons votre colis à {origin}',
      text: 'Votre colis est entre nos mains et nous le préparons pour son vol vers {destination}.',
    },
    bagged: {
      subject: 'Votre colis est prêt pour son vol vers {destination}',
      text: 'Il est dans un sac scellé et quitte {origin} avec le prochain vol.',
    },
    in_transit: {
      subject: 'Votre colis est en route vers {destination}',
      text: 'Il a quitté {origin} par avion. Suivez-le en direct sur sa page.',
    },
    delayed: {
      subject: 'Le vol de votre colis a du retard',
      text: 'Il devrait désormais atterrir à {destination} le {expected}. Vous n’avez rien à faire\u00a0: le colis reste sur son vol.',
    },
    sooner: {
      subject: 'Votre colis arrive plus tôt que nous ne vous l’avions dit',
      text: 'Son vol devrait désormais atterrir à {destination} le {expected}. Vous n’avez rien à faire.',
    },
    arrived: {
      subject: 'Votre colis a atterri',
      text: 'Il est arrivé par avion et il est en cours de tri avant de vous rejoindre à {destination}.',
    },
    customs_hold: {
      subject: 'Votre colis est contrôlé par la douane',
      text: 'Les autorités le retiennent pour contrôle, souvent une simple formalité. Vous n’avez rien à faire, sauf si l’on vous demande des documents ou un paiement.',
    },
    available_for_pickup: {
      subject: 'Votre colis est à retirer à {destination}',
      text: 'Munissez-vous de votre numéro de suivi et d’une pièce d’identité.',
    },
    out_for_delivery: {
      subject: 'Votre colis est en cours de livraison',
      text: 'Un livreur l’a à bord à {destination}. Gardez votre téléphone à portée de main.',
    },
    delivered: {
      subject: 'Votre colis a été livré',
      text: 'Le voyage de {origin} à {destination} est terminé. Merci de nous l’avoir confié.',
    },
    delivery_failed: {
      subject: 'Nous n’avons pas encore pu livrer votre colis',
      text: 'Le colis est en sécurité chez nous. Vérifiez votre adresse et votre numéro de téléphone, puis contactez-nous pour convenir d’un autre moment.',
    },
    returned: {
      subject: 'Votre colis est reparti chez l’expéditeur',
      text: 'Il n’a pas pu être remis à {destination} et a été renvoyé. Pour un nouvel envoi, voyez avec l’expéditeur.',
    },
    lost: {
      subject: 'Nous ne trouvons pas votre colis',
      text: 'Nous sommes désolés. Il n’a pas pu être localisé sur son trajet. Contactez-nous\u00a0: nous vous dirons ce qui a été fait et comment fonctionne l’indemnisation.',
    },
    cancelled: {
      subject: 'L’envoi vers {destination} a été annulé',
      text: 'Le colis ne sera pas transporté. Si vous ne vous y attendiez pas, demandez à l’expéditeur ou contactez-nous.',
    },
    updated: {
      subject: 'Des nouvelles de votre colis pour {destination}',
      text: 'Quelque chose a changé. Sa page montre où il en est.',
    },
    flight_delayed: {
      subject: 'Le vol de votre colis a du retard',
      text: 'Le vol de {origin} à {destination} est retardé. Vous n’avez rien à faire\u00a0: le colis voyage dès qu’il part.',
    },
    flight_cancelled: {
      subject: 'Le vol de votre colis a été annulé',
      text: 'Le colis est en sécurité. Vous n’avez rien à faire\u00a0: nous le mettrons sur un autre vol vers {destination} et sa page montrera les nouveaux horaires.',
    },
    flight_diverted: {
      subject: 'Le vol de votre colis se pose ailleurs',
      text: 'Le vol vers {destination} a été dérouté vers un autre aéroport. Vous n’avez rien à faire\u00a0: sa page montre la suite du voyage.',
    },
  },
  verify: {
    subject: 'Confirmez votre adresse e-mail',
    text: 'Confirmez que cette adresse est la vôtre et votre compte chez {brand} sera prêt.',
    button: 'Confirmer l’adresse',
    otherwise: 'Si vous n’avez pas créé de compte, ignorez ce message et rien ne se passera.',
  },
  reset: {
    subject: 'Choisissez un nouveau mot de passe',
    text: 'Quelqu’un, vous sans doute, a demandé un nouveau mot de passe pour votre compte chez {brand}.',
    button: 'Choisir un mot de passe',
    otherwise: 'Si ce n’était pas vous, ignorez ce message. Votre mot de passe reste le même.',
  },
  invite: {
    subject: '{brand} vous invite',
    text: '{brand} vous a créé un compte. Choisissez un mot de passe pour commencer.',
    button: 'Accepter l’invitation',
    otherwise: 'Si vous ne vous y attendiez pas, ignorez ce message et rien ne se passera.',
  },
  reuse: {
    subject: 'Nous avons fermé une session pour protéger votre compte',
    text: 'La clé d’une de vos sessions chez {brand} a servi une deuxième fois, ce qui peut vouloir dire que quelqu’un l’a copiée. Cette session est fermée, ici et pour qui détient la copie.',
    button: null,
    otherwise:
      'Reconnectez-vous. Si vous avez remarqué quelque chose d’étrange, choisissez un nouveau mot de passe : cela ferme toutes les autres sessions.',
  },
}
