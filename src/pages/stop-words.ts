import type { Locale } from '../domain/auth/tenant.ts'

/** What the page says while mails come, after they were stopped, and when its link is none. `{brand}` is the company's name. */
export interface StopWords {
  readonly on: { readonly title: string; readonly text: string; readonly button: string }
  readonly off: { readonly title: string; readonly text: string; readonly button: string }
  readonly unknown: { readonly title: string; readonly text: string }
}

export const STOP_WORDS: Readonly<Record<Locale, StopWords>> = {
  en: {
    on: {
      title: 'Mails from {brand}',
      text: 'You are told by mail how your parcels travel. If you stop this, you can still follow each parcel on its page.',
      button: 'Stop these mails',
    },
    off: {
      title: 'You get no more mails from {brand}',
      text: 'This address is told nothing more about parcels. You can change your mind here at any time.',
      button: 'Send me these mails again',
    },
    unknown: {
      title: 'This link is not valid',
      text: 'Open the link in a newer mail, or ask the company that sent it.',
    },
  },
  es: {
    on: {
      title: 'Mensajes de {brand}',
      text: 'Le contamos por correo cómo viajan sus paquetes. Si deja de recibirlos, podrá seguir cada paquete en su página.',
      button: 'Dejar de recibir estos mensajes',
    },
    off: {
      title: 'Ya no recibirá mensajes de {brand}',
      text: 'No escribiremos más a esta dirección sobre paquetes. Puede cambiar de opinión aquí en cualquier momento.',
      button: 'Volver a recibir estos mensajes',
    },
    unknown: {
      title: 'Este enlace no es válido',
      text: 'Abra el enlace de un mensaje más reciente o pregunte a la empresa que se lo envió.',
    },
  },
  fr: {
    on: {
      title: 'Messages de {brand}',
      text: 'Vous êtes informé par e-mail du voyage de vos colis. Si vous arrêtez, vous pourrez toujours suivre chaque colis sur sa page.',
      button: 'Ne plus recevoir ces messages',
    },
    off: {
      title: 'Vous ne recevrez plus de messages de {brand}',
      text: 'Cette adresse ne recevra plus rien au sujet de colis. Vous pouvez changer d’avis ici à tout moment.',
      button: 'Recevoir de nouveau ces messages',
    },
    unknown: {
      title: 'Ce lien n’est pas valable',
      text: 'Ouvrez le lien d’un message plus récent, ou demandez à l’entreprise qui vous l’a envoyé.',
    },
  },
  pt: {
    on: {
      title: 'Mensagens de {brand}',
      text: 'Você é informado por e-mail sobre a viagem das suas encomendas. Se parar, ainda poderá acompanhar cada encomenda na página dela.',
      button: 'Parar estas mensagens',
    },
    off: {
      title: 'Você não receberá mais mensagens de {brand}',
      text: 'Este endereço não receberá mais nada sobre encomendas. Você pode mudar de ideia aqui a qualquer momento.',
      button: 'Voltar a receber estas mensagens',
    },
    unknown: {
      title: 'Este link não é válido',
      text: 'Abra o link de uma mensagem mais recente ou pergunte à empresa que a enviou.',
    },
  },
  ar: {
    on: {
      title: 'رسائل {brand}',
      text: 'نخبرك بالبريد الإلكتروني كيف تسير شحناتك. إذا أوقفت هذه الرسائل، يمكنك متابعة كل شحنة في صفحتها.',
      button: 'إيقاف هذه الرسائل',
    },
    off: {
      title: 'لن تصلك رسائل أخرى من {brand}',
      text: 'لن نرسل إلى هذا العنوان شيئًا عن الشحنات بعد الآن. يمكنك تغيير رأيك هنا في أي وقت.',
      button: 'إعادة إرسال هذه الرسائل إليّ',
    },
    unknown: {
      title: 'هذا الرابط غير صالح',
      text: 'افتح الرابط في رسالة أحدث، أو اسأل الشركة التي أرسلتها.',
    },
  },
}
