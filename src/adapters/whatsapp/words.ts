import type { Locale } from '../../domain/auth/tenant.ts'
import type { WhatsAppWords } from '../../domain/notifications/whatsapp-ports.ts'
import { TrackingId } from '../../domain/shipments/tracking-id.ts'

interface Words {
  readonly stopped: string
  readonly started: string
  readonly help: string
  readonly unknownId: string
}

/** `{brand}` is followed by a colon and a blank, or is nothing. */
const WORDS: Readonly<Record<Locale, Words>> = {
  en: {
    stopped: 'You will get no more messages about parcels here. Send START if you want them again.',
    started: 'You will get messages about your parcels here again. Send STOP to end them.',
    help: '{brand}send us the tracking number of a parcel and we will tell you where it is. Send STOP to get no more messages.',
    unknownId: 'We do not know the tracking number {id}. Please compare it with your message or receipt.',
  },
  es: {
    stopped: 'Ya no recibirá aquí mensajes sobre paquetes. Escriba ALTA si quiere volver a recibirlos.',
    started: 'Volverá a recibir aquí mensajes sobre sus paquetes. Escriba BAJA para dejar de recibirlos.',
    help: '{brand}envíenos el número de seguimiento de un paquete y le diremos dónde está. Escriba BAJA para no recibir más mensajes.',
    unknownId: 'No conocemos el número de seguimiento {id}. Compárelo con su mensaje o recibo.',
  },
  fr: {
    stopped: 'Vous ne recevrez plus de messages sur des colis ici. Envoyez REPRENDRE pour les recevoir à nouveau.',
    started: 'Vous recevrez de nouveau ici des messages sur vos colis. Envoyez ARRÊT pour ne plus en recevoir.',
    help: '{brand}envoyez-nous le numéro de suivi d’un colis et nous vous dirons où il est. Envoyez ARRÊT pour ne plus recevoir de messages.',
    unknownId: 'Nous ne connaissons pas le numéro de suivi {id}. Comparez-le avec votre message ou votre reçu.',
  },
  pt: {
    stopped: 'Você não receberá mais mensagens sobre encomendas aqui. Envie VOLTAR se quiser recebê-las de novo.',
    started: 'Você voltará a receber aqui mensagens sobre as suas encomendas. Envie SAIR para não receber mais.',
    help: '{brand}envie o código de rastreio de uma encomenda e diremos onde ela está. Envie SAIR para não receber mais mensagens.',
    unknownId: 'Não conhecemos o código de rastreio {id}. Compare-o com a sua mensagem ou o seu recibo.',
  },
  ar: {
    stopped: 'لن تصلك هنا رسائل أخرى عن الطرود. أرسل «ابدأ» إذا أردت استلامها من جديد.',
    started: 'ستصلك هنا رسائل عن طرودك من جديد. أرسل «إيقاف» للتوقف عن استلامها.',
    help: '{brand}أرسل لنا رقم تتبع الطرد وسنخبرك أين هو. أرسل «إيقاف» حتى لا تصلك رسائل أخرى.',
    unknownId: 'لا نعرف رقم التتبع {id}. قارنه برسالتك أو بإيصالك.',
  },
}

/** At the head of a sentence its first letter is a capital one. */
const capitalised = (text: string, locale: Locale): string => text.charAt(0).toLocaleUpperCase(locale) + text.slice(1)

export const whatsAppWords: WhatsAppWords = {
  stopped: (locale) => WORDS[locale].stopped,
  started: (locale) => WORDS[locale].started,
  help: (locale, brand) =>
    capitalised(
      WORDS[locale].help.replace('{brand}', () => (brand === null ? '' : `${brand}: `)),
      locale,
    ),
  unknownId: (locale, trackingId) => WORDS[locale].unknownId.replace('{id}', TrackingId.grouped(trackingId)),
}
